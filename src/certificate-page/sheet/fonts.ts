import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FontFile } from './font-file.js';

const require = createRequire(import.meta.url);

/** A typeface and the npm package that has its files. */
interface Typeface {
  readonly package: string;
  /** Files in the folder of the package's entry, or of its parent. */
  readonly files: readonly string[];
}

/** A package of Google's fonts; it has each weight in a folder of its own. */
function google(name: string, prefix: string, weights = ['400Regular', '600SemiBold']): Typeface {
  return {
    package: `@expo-google-fonts/${name}`,
    files: weights.map((weight) => `${weight}/${prefix}_${weight}.ttf`),
  };
}

function chinese(name: string, prefix: string): Typeface {
  return {
    package: `@embedpdf/fonts-${name}`,
    files: ['Regular', 'Bold'].map((weight) => `../fonts/${prefix}-${weight}.otf`),
  };
}

const WITH_ITALIC = ['400Regular', '400Regular_Italic', '600SemiBold'];

/** In this order a letter is looked for. Those after Hebrew are optional dependencies. */
const TYPEFACES: readonly Typeface[] = [
  google('eb-garamond', 'EBGaramond', WITH_ITALIC),
  google('noto-serif', 'NotoSerif', WITH_ITALIC),
  // Others draw a letter and its dots apart, which then cannot be copied.
  google('amiri', 'Amiri', ['400Regular', '700Bold']),
  google('noto-sans-armenian', 'NotoSansArmenian'),
  google('noto-sans-georgian', 'NotoSansGeorgian'),
  google('noto-serif-hebrew', 'NotoSerifHebrew'),
  google('noto-serif-devanagari', 'NotoSerifDevanagari'),
  google('noto-serif-bengali', 'NotoSerifBengali'),
  google('noto-sans-gujarati', 'NotoSansGujarati'),
  google('noto-sans-gurmukhi', 'NotoSansGurmukhi'),
  google('noto-sans-kannada', 'NotoSansKannada'),
  google('noto-sans-malayalam', 'NotoSansMalayalam'),
  google('noto-sans-sinhala', 'NotoSansSinhala'),
  google('noto-sans-tamil', 'NotoSansTamil'),
  google('noto-serif-telugu', 'NotoSerifTelugu'),
  google('noto-sans-thai', 'NotoSansThai'),
  google('noto-sans-lao', 'NotoSansLao'),
  google('noto-sans-khmer', 'NotoSansKhmer'),
  google('noto-sans-myanmar', 'NotoSansMyanmar'),
  google('noto-serif-tibetan', 'NotoSerifTibetan'),
  google('noto-sans-ethiopic', 'NotoSansEthiopic'),
  chinese('sc', 'NotoSansHans'),
  chinese('tc', 'NotoSansHant'),
  chinese('jp', 'NotoSansJP'),
  chinese('kr', 'NotoSansKR'),
];

/** The installed fonts: what each typeface has, and the files of all weights. */
export interface InstalledFonts {
  readonly typefaces: readonly FontFile[];
  readonly files: readonly string[];
}

/** @param folder of the operator's own fonts, which come last @throws Error naming a file that is no font */
export function installedFonts(folder: string | undefined): InstalledFonts {
  const shipped = TYPEFACES.map(filesOf).filter((files) => files.length > 0);
  const own = folder === undefined ? [] : fontsIn(folder);
  return {
    // The weights of a shipped typeface have the same letters.
    typefaces: [...shipped.map(([first = '']) => first), ...own].map((file) => new FontFile(file)),
    files: [...shipped.flat(), ...own],
  };
}

function fontsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[ot]tf$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function filesOf({ package: name, files }: Typeface): string[] {
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    // An optional package that this installation left out.
    return [];
  }
  return files.map((file) => join(dirname(entry), file));
}
