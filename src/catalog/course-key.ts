const PREFIX = '[Cc][Oo][Uu][Rr][Ss][Ee]-[Vv]1:';

const keyOf = (part: string) => `^(?:${PREFIX}${part}(?:\\+${part}){2}|${part}(?:/${part}){2})$`;

const COURSE_KEY = new RegExp(keyOf('[\\p{L}\\p{M}\\p{N}_~.:-]+'), 'u');

/**
 * Letters, marks and digits in ranges, since Python and JavaScript without the flag `u` know no classes of them: Latin,
 * Greek, Cyrillic, Armenian, Hebrew, Arabic, Devanagari, Thai, Georgian, Ethiopic, Japanese, Chinese, Korean.
 */
const LETTERS = [
  'A-Za-z0-9',
  ...['\\u00c0-\\u00d6', '\\u00d8-\\u00f6', '\\u00f8-\\u02c1', '\\u0300-\\u036f', '\\u1e00-\\u1eff'],
  ...['\\u0388-\\u038a', '\\u038e-\\u03a1', '\\u03a3-\\u03f5', '\\u03f7-\\u0481', '\\u0483-\\u052f'],
  ...['\\u0531-\\u0556', '\\u0561-\\u0587', '\\u05d0-\\u05ea', '\\u0620-\\u0669', '\\u066e-\\u06d3'],
  ...['\\u0900-\\u0963', '\\u0966-\\u096f', '\\u0e01-\\u0e3a', '\\u0e40-\\u0e4e', '\\u0e50-\\u0e59'],
  ...['\\u10d0-\\u10fa', '\\u1200-\\u1248', '\\u3041-\\u3096', '\\u30a1-\\u30fa', '\\u30fc-\\u30ff'],
  ...['\\u3400-\\u4dbf', '\\u4e00-\\u9fff', '\\uac00-\\ud7a3'],
].join('');

/** For the OpenAPI document. The rule takes the letters of all other alphabets, too. */
export const COURSE_KEY_PATTERN = keyOf(`[${LETTERS}_~.:-]+`);

/** No course run has a longer one, here or in Open edX. */
const LONGEST_KEY = 255;

/** Whether it is a course run's key: `course-v1:Org+Course+Run`, or the old `Org/Course/Run`, in any letter case. */
export function isCourseKey(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_KEY && COURSE_KEY.test(value);
}

/** Whether both are the key of one run. Keys compare in any letter case. */
export function isSameCourseKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
