import type { FontFile } from './font-file.js';
import { EAST_ASIAN, type Script, scriptOf } from './scripts.js';

/** Characters that no font has to draw: spaces, joiners, selectors, controls of direction. */
const INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}]/u;
/** The typefaces that fit a text with signs of its own language, before the others of East Asia. */
const BY_SCRIPT: readonly (readonly [Script, family: string])[] = [
  ['Hangul', 'Noto Sans Korean'],
  ['Hiragana', 'Noto Sans Japanese'],
  ['Katakana', 'Noto Sans Japanese'],
  ['Bopomofo', 'Noto Sans T Chinese'],
];
const BY_LANGUAGE: Readonly<Record<string, string>> = {
  ja: 'Noto Sans Japanese',
  ko: 'Noto Sans Korean',
  'zh-tw': 'Noto Sans T Chinese',
  'zh-hk': 'Noto Sans T Chinese',
  'zh-hant': 'Noto Sans T Chinese',
};

/** Knows which letters the installed fonts have. */
export class Letters {
  /** In the order in which a letter is looked for. */
  readonly families: readonly string[];
  private readonly fonts: readonly FontFile[];

  constructor(fonts: readonly FontFile[]) {
    // The weights of a family have the same letters.
    this.fonts = fonts.filter(
      (font, index) => fonts.findIndex(({ family }) => family === font.family) === index,
    );
    this.families = this.fonts.map(({ family }) => family);
  }

  /** The characters of a text that no font can draw. */
  missing(text: string): string[] {
    return Array.from(text.normalize('NFC')).filter((character) => !this.has(character));
  }

  /** The text without what no font can draw, such as an emoji or the part of a name that is in another script. */
  drawable(text: string): string {
    const lacking = new Set(this.missing(text));
    if (lacking.size === 0) return text;
    const rest = Array.from(text.normalize('NFC')).filter((character) => !lacking.has(character));
    return (
      rest
        .join('')
        // A joiner or selector is useless when its emoji is gone, and so are brackets when their content is.
        .replace(/(?<=^|[^\p{L}\p{M}])[\u200c\u200d\p{Variation_Selector}]+/gu, '')
        .replace(/[([{（]\s*[)\]}）]/gu, '')
        .replace(/\s+/gu, ' ')
        .replace(/^[\s,;:/·\-–—]+|[\s,;:/·\-–—]+$/gu, '')
        .replace(/^[([（]([^()[\]（）]*)[)\]）]$/u, '$1')
        .trim()
    );
  }

  /**
   * The families for a text. All letters of one script come from one family, if one has them all: a name in two typefaces
   * looks like a mistake.
   * @param language of the certificate, for letters that Chinese, Japanese and Korean share
   */
  familiesFor(text: string, language: string): readonly string[] {
    const first = [...this.groupsOf(text).values()].flatMap(({ scripts, characters }) => {
      const preferred = BY_SCRIPT.filter(([script]) => scripts.has(script)).map(([, family]) => family);
      const byLanguage = scripts.has('Han') ? BY_LANGUAGE[language.toLowerCase()] : undefined;
      if (byLanguage !== undefined) preferred.push(byLanguage);
      const candidates = [...preferred, ...this.families].flatMap((name) =>
        this.fonts.filter(({ family }) => family === name),
      );
      const whole = candidates.find((font) => characters.every((character) => font.has(character)));
      return whole === undefined ? preferred : [whole.family];
    });
    return [...new Set([...first, ...this.families])];
  }

  private has(character: string): boolean {
    return INVISIBLE.test(character) || this.fonts.some((font) => font.has(character));
  }

  /** The letters by script; marks belong to the script of their letter. */
  private groupsOf(text: string) {
    const groups = new Map<Script, { readonly scripts: Set<Script>; readonly characters: string[] }>();
    let current: { readonly characters: string[] } | undefined;
    for (const character of text.normalize('NFC')) {
      const script = scriptOf(character);
      if (script !== undefined) {
        const key = EAST_ASIAN.includes(script) ? 'Han' : script;
        const group = groups.get(key) ?? { scripts: new Set<Script>(), characters: [] };
        groups.set(key, group);
        group.scripts.add(script);
        current = group;
      } else if (!/\p{M}/u.test(character)) {
        current = undefined;
      }
      if (!INVISIBLE.test(character)) current?.characters.push(character);
    }
    return groups;
  }
}
