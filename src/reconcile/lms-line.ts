import { isCleanText } from '../platform/text/index.js';

/** The LMS about a learner in a course run. Null: it says nothing of that. */
export interface LmsLine {
  /** Its number in the file, from 1. */
  readonly line: number;
  readonly username: string;
  readonly courseRun: string;
  readonly mode: string | null;
  readonly status: 'awarded' | 'revoked' | null;
  readonly letter: string | null;
  /** From 0 to 9.9999; 1 is 100 %. */
  readonly percent: string | null;
}

/** The columns of a line, as the file names them. */
export const LMS_COLUMNS = [
  'username',
  'course_run',
  'status',
  'percent_grade',
  'letter_grade',
  'mode',
] as const;

/** The states that the LMS knows of a certificate, beside our own words. */
const STATUSES: Readonly<Record<string, 'awarded' | 'revoked'>> = {
  awarded: 'awarded',
  revoked: 'revoked',
  ...Object.fromEntries(['downloadable', 'generating'].map((status) => [status, 'awarded'])),
  ...Object.fromEntries(
    [
      ...['audit_notpassing', 'audit_passing', 'auditing', 'deleted', 'deleting', 'error', 'honor_passing'],
      ...['invalidated', 'notpassing', 'requesting', 'restricted', 'unavailable', 'unverified'],
    ].map((status) => [status, 'revoked']),
  ),
};

const PERCENT = /^\d(\.\d{1,20})?$/;
const MOST_CHARACTERS = 255;

/** Reads a line. @returns the problem in words, when it is none */
export function readLmsLine(line: number, values: Readonly<Record<string, unknown>>): LmsLine | string {
  const text = (name: (typeof LMS_COLUMNS)[number]): string | null => {
    const value = values[name];
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    return String(value).trim() || null;
  };
  const [username, courseRun, percent] = [text('username'), text('course_run'), text('percent_grade')];
  const [word, letter, mode] = [text('status'), text('letter_grade'), text('mode')];
  if (username === null) return 'username is missing';
  if (courseRun === null) return 'course_run is missing';
  const texts = [username, courseRun, letter ?? '', mode ?? ''];
  if (texts.some((one) => one.length > MOST_CHARACTERS || !isCleanText(one)))
    return 'a value is too long, or no text';
  const status = word === null ? null : STATUSES[word.toLowerCase()];
  if (status === undefined) return `status is none of ${Object.keys(STATUSES).join(', ')}`;
  if (percent !== null && !PERCENT.test(percent)) return 'percent_grade is not a number from 0 to 9.9999';
  return { line, username, courseRun, mode, status, letter, percent };
}
