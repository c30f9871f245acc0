import { createRequire } from 'node:module';

/** The PDF's fonts by use. Each falls back to the sans serif of its weight, which has Arabic and symbols. */
export type FontName = 'serif' | 'serif-bold' | 'serif-italic' | 'sans' | 'sans-bold';

const require = createRequire(import.meta.url);

const FILES: Readonly<Record<FontName, string>> = {
  serif: 'DejaVuSerifCondensed.ttf',
  'serif-bold': 'DejaVuSerifCondensed-Bold.ttf',
  'serif-italic': 'DejaVuSerifCondensed-Italic.ttf',
  sans: 'DejaVuSansCondensed.ttf',
  'sans-bold': 'DejaVuSansCondensed-Bold.ttf',
};

const FALLBACK: Readonly<Record<FontName, FontName>> = {
  serif: 'sans',
  'serif-bold': 'sans-bold',
  'serif-italic': 'sans',
  sans: 'sans',
  'sans-bold': 'sans-bold',
};

/** Characters that only order a line; see `visualRuns`. */
const ISOLATES = /[\u2066-\u2069]/u;

/** Replaces a letter that no font has. */
const MISSING = '\u25a1';

/** The part of a PDFKit document that knows the current font's glyphs; its types leave it out. */
interface FontHolder {
  registerFont(name: string, file: string): unknown;
  font(name: string): unknown;
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

/** The fonts of one document: registers them, and chooses one for each character. */
export class Fonts {
  private readonly covers = new Map<FontName, (codePoint: number) => boolean>();

  constructor(document: object) {
    const holder = document as FontHolder;
    for (const name of Object.keys(FILES) as FontName[]) {
      holder.registerFont(name, require.resolve(`dejavu-fonts-ttf/ttf/${FILES[name]}`));
      holder.font(name);
      const { font } = holder._font;
      this.covers.set(name, (codePoint) => font.hasGlyphForCodePoint(codePoint));
    }
  }

  /** Removes or replaces characters that no font can draw: an emoji vanishes, a letter becomes a box. */
  drawable(text: string, name: FontName): string {
    const kept = Array.from(text.normalize('NFC'), (character) => {
      if (ISOLATES.test(character)) return character;
      if (this.has(name, character) || this.has(FALLBACK[name], character)) return character;
      return /[\p{L}\p{N}\p{P}\p{Sc}]/u.test(character) ? MISSING : '';
    });
    // A joiner or selector is useless when its emoji is gone.
    return kept
      .join('')
      .replace(/(?<=^|[^\p{L}\p{M}])[\u200c\u200d\p{Variation_Selector}]+/gu, '')
      .replace(/ {2,}/g, ' ')
      .trim();
  }

  /** Whether a reader would recognise the text: at least half of its letters have a glyph. */
  spells(text: string, name: FontName): boolean {
    const letters = Array.from(text.normalize('NFC')).filter((character) => /\p{L}/u.test(character));
    const known = letters.filter((letter) => this.has(name, letter) || this.has(FALLBACK[name], letter));
    return known.length > 0 && known.length * 2 >= letters.length;
  }

  /** The font for a character of a drawable text. */
  fontFor(character: string, name: FontName): FontName {
    return this.has(name, character) ? name : FALLBACK[name];
  }

  private has(name: FontName, character: string): boolean {
    return this.covers.get(name)?.(character.codePointAt(0) ?? 0) ?? false;
  }
}
