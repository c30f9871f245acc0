const PART = '[\\p{L}\\p{M}\\p{N}_~.:-]+';
const COURSE_KEY = new RegExp(`^(?:course-v1:${PART}\\+${PART}\\+${PART}|${PART}/${PART}/${PART})$`, 'u');

/** Whether it is a course run's key as the LMS writes it: `course-v1:Org+Course+Run`, or the old `Org/Course/Run`. */
export function isCourseKey(value: unknown): value is string {
  return typeof value === 'string' && COURSE_KEY.test(value);
}
