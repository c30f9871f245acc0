import { stringify } from 'csv-stringify/sync';
import type { CourseGrade, ProgramRecord } from '../program-record.js';

const COLUMNS: readonly (keyof CourseGrade)[] = [
  'name',
  'school',
  'attempts',
  'course_id',
  'issue_date',
  'percent_grade',
  'letter_grade',
];

/**
 * A record as a table for spreadsheets: who and what, then a row a course. A cell that a spreadsheet would take for a
 * formula begins with an apostrophe, which makes it text.
 */
export function recordCsv({ learner, program, platform_name, grades }: ProgramRecord): string {
  const rows = [
    ['Program Name', program.name],
    ['Program Type', program.type_name],
    ['Platform Provider', platform_name],
    ['Authoring Organization(s)', program.school],
    ['Learner Name', learner.full_name],
    ['Username', learner.username],
    ['Email', learner.email],
    COLUMNS,
    ...grades.map((grade) => COLUMNS.map((column) => grade[column])),
  ];
  return stringify(rows, {
    quoted: true,
    quoted_empty: true,
    record_delimiter: '\r\n',
    cast: { string: defused },
  });
}

/** Spreadsheets skip what is blank or invisible before they look for a formula's first character. */
const FORMULA = /^[\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

function defused(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
