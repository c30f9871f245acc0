/** Scripts by the names of Unicode, as far as names of people and programs are written in them. */
// prettier-ignore
const SCRIPTS = [
  'Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Hebrew', 'Arabic',
  'Devanagari', 'Bengali', 'Gujarati', 'Gurmukhi', 'Kannada', 'Malayalam', 'Oriya', 'Sinhala', 'Tamil', 'Telugu',
  'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan', 'Ethiopic',
  'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul',
  'Syriac', 'Thaana', 'Nko', 'Tifinagh', 'Mongolian', 'Cherokee', 'Canadian_Aboriginal', 'Yi', 'Vai', 'Bamum',
  'Javanese', 'Balinese', 'Sundanese', 'Buginese', 'Batak', 'Cham', 'Tai_Le', 'New_Tai_Lue', 'Tai_Tham', 'Tai_Viet',
  'Limbu', 'Lepcha', 'Meetei_Mayek', 'Ol_Chiki', 'Saurashtra', 'Syloti_Nagri', 'Adlam', 'Hanifi_Rohingya', 'Osage',
  'Nyiakeng_Puachue_Hmong', 'Pahawh_Hmong', 'Wancho', 'Chakma', 'Tagalog',
] as const;

export type Script = (typeof SCRIPTS)[number];

const PATTERNS = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);

/** The script of a letter; undefined for digits, punctuation, marks that go with any script, and scripts not listed. */
export function scriptOf(character: string): Script | undefined {
  return PATTERNS.find(([, pattern]) => pattern.test(character))?.[0];
}

/** Written together, so that one typeface must have all of them. */
export const EAST_ASIAN: readonly Script[] = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'];

const FIRST_STRONG = /[\p{L}]/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** The direction of a text: that of its first letter. Undefined without a letter. */
export function directionOfText(text: string): 'ltr' | 'rtl' | undefined {
  const first = FIRST_STRONG.exec(text)?.[0];
  return first === undefined ? undefined : RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr';
}
