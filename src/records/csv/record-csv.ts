import type { DownloadName } from '../../platform/http/index.js';
import { BYTE_ORDER_MARK, csvRows } from '../../platform/text/index.js';
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
  return `${BYTE_ORDER_MARK}${csvRows(rows)}`;
}

/** A percentage keeps its decimal point, `1.0`, as in the existing service's table. */
function cell(grade: CourseGrade, column: keyof CourseGrade): string | number {
  const value = grade[column];
  return column === 'percent_grade' && Number.isInteger(value) ? `${value}.0` : value;
}
