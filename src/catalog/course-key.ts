const PART = '[\\p{L}\\p{M}\\p{N}_~.:-]+';

/** For the OpenAPI document, too. */
export const COURSE_KEY_PATTERN = `^(?:[Cc][Oo][Uu][Rr][Ss][Ee]-[Vv]1:${PART}\\+${PART}\\+${PART}|${PART}/${PART}/${PART})$`;
const COURSE_KEY = new RegExp(COURSE_KEY_PATTERN, 'u');

/** Whether it is a course run's key: `course-v1:Org+Course+Run`, or the old `Org/Course/Run`, in any letter case. */
export function isCourseKey(value: unknown): value is string {
  return typeof value === 'string' && COURSE_KEY.test(value);
}

/** Whether both are the key of one run. Keys compare in any letter case. */
export function isSameCourseKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
