import { stringify } from 'csv-stringify/sync';
import type { DownloadName } from '../../platform/http/index.js';
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

/** The name of the file, as in the existing service. */
export function csvName({ learner, program }: ProgramRecord): DownloadName {
  return { words: [learner.username, program.name, 'grades'], joiner: '_', extension: 'csv' };
}

/** Without it Excel reads UTF-8 as the code page of its language. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * A record as a table for spreadsheets: a byte order mark, learner and program, an empty row, then a row for each course.
 * A cell that looks like a formula starts with an apostrophe, which makes it text.
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
    [''],
    COLUMNS,
    ...grades.map((grade) => COLUMNS.map((column) => cell(grade, column))),
  ];
  return `${BYTE_ORDER_MARK}${stringify(rows, {
    quoted: true,
    quoted_empty: true,
    record_delimiter: '\r\n',
    cast: { string: defused },
  })}`;
}

/** A percentage keeps its decimal point, `1.0`, as in the existing service's table. */
function cell(grade: CourseGrade, column: keyof CourseGrade): string | number {
  const value = grade[column];
  return column === 'percent_grade' && Number.isInteger(value) ? `${value}.0` : value;
}

/** Spreadsheets skip blank and invisible characters before they look for a formula. */
const FORMULA = /^["\s\p{C}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/**
 * Places where a spreadsheet may see the start of a cell. Where the semicolon separates cells, as in some languages, a
 * spreadsheet ignores our commas and the quotes after them.
 */
const CELL = /(?<=[;\t\r\n])/u;

function defused(text: string): string {
  const cells = text.split(CELL).map((cell) => (FORMULA.test(cell) ? `'${cell}` : cell));
  const whole = cells.join('');
  return /^[\t\r\n]/.test(whole) ? `'${whole}` : whole;
}
