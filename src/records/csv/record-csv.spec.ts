import { describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import type { CourseGrade, ProgramRecord } from '../program-record.js';
import { csvName, recordCsv } from './record-csv.js';

const GRADE: CourseGrade = {
  name: 'Analysis I',
  school: 'Example University',
  attempts: 1,
  course_id: 'course-v1:ExampleX+MATH1+2026',
  issue_date: '2026-01-02T12:58:15.744188Z',
  percent_grade: 0.925,
  letter_grade: 'A',
};

const RECORD: ProgramRecord = {
  learner: { full_name: 'Alice', username: 'alice', email: 'alice@example.org' },
  program: { name: 'Mathematics', type_name: 'MicroMasters', school: 'Example University' },
  platform_name: 'Example',
  grades: [
    GRADE,
    { ...GRADE, attempts: '', course_id: '', issue_date: '', percent_grade: '', letter_grade: '' },
  ],
};

/** Reads CSV as RFC 4180 defines it; fails unless the table has a byte order mark and is fully quoted. */
function parseCsv(table: string): string[][] {
  if (!table.startsWith('\ufeff')) throw new Error('no byte order mark');
  const text = table.slice(1);
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error('not a quoted table');
    rows.at(-1)!.push(match[1]!.replaceAll('""', '"'));
    if (match[2] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        '"',
        "'",
        ',',
        ';',
        ' ',
        '\u00a0',
        '\ufeff',
        '\u200b',
        '＝',
        '＠',
        'x',
        '1+1',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const records = fc
  .record({
    fullName: nasty,
    username: nasty,
    title: nasty,
    platform: nasty,
    school: nasty,
    course: nasty,
    letter: nasty,
  })
  .map(({ fullName, username, title, platform, school, course, letter }): ProgramRecord => ({
    learner: { full_name: fullName, username, email: `${username}@example.org` },
    program: { name: title, type_name: title, school },
    platform_name: platform,
    grades: [{ ...GRADE, name: course, school, letter_grade: letter, course_id: course }],
  }));

describe('the table of a record', () => {
  it('says who and what, then has a row a course', () => {
    expect(recordCsv(RECORD)).toBe(
      [
        '\ufeff"Program Name","Mathematics"',
        '"Program Type","MicroMasters"',
        '"Platform Provider","Example"',
        '"Authoring Organization(s)","Example University"',
        '"Learner Name","Alice"',
        '"Username","alice"',
        '"Email","alice@example.org"',
        '""',
        '"name","school","attempts","course_id","issue_date","percent_grade","letter_grade"',
        '"Analysis I","Example University","1","course-v1:ExampleX+MATH1+2026","2026-01-02T12:58:15.744188Z","0.925","A"',
        '"Analysis I","Example University","","","","",""',
        '',
      ].join('\r\n'),
    );
  });

  it.each<[number, string]>([
    [0, '0.0'],
    [0.0001, '0.0001'],
    [0.5, '0.5'],
    [1, '1.0'],
    [1.05, '1.05'],
    [9.9999, '9.9999'],
  ])('writes the percentage %p as %s', (percent_grade, expected) => {
    const rows = parseCsv(recordCsv({ ...RECORD, grades: [{ ...GRADE, percent_grade }] }));
    expect(rows.at(-1)?.[5]).toBe(expected);
  });

  it.each(["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(A1)', '\t1', '\r1', '  =1', '\u200b=1', '＝1'])(
    'makes %j text',
    (name) => {
      const [row] = parseCsv(recordCsv({ ...RECORD, program: { ...RECORD.program, name } }));
      expect(row).toEqual(['Program Name', `'${name}`]);
    },
  );

  it.each([
    ['Ada;=1+1;', "Ada;'=1+1;"],
    ['Ada; -1', "Ada;' -1"],
    ['Ada;"=1', `Ada;'"=1`],
    ['Ada\r\n@A1', "Ada\r\n'@A1"],
    ['\t=1', "'\t'=1"],
  ])('makes %j text also where cells end at semicolons', (name, text) => {
    const [row] = parseCsv(recordCsv({ ...RECORD, program: { ...RECORD.program, name } }));
    expect(row).toEqual(['Program Name', text]);
  });

  it('leaves signs inside of a text alone', () => {
    const name = 'A+B=C @ "home" - I';
    const [row] = parseCsv(recordCsv({ ...RECORD, program: { ...RECORD.program, name } }));
    expect(row).toEqual(['Program Name', name]);
  });

  it('has the cells it should have, none of them live, whatever names are in it', () => {
    fc.assert(
      fc.property(records, (record) => {
        const rows = parseCsv(recordCsv(record));
        expect(rows.map((row) => row.length)).toEqual([2, 2, 2, 2, 2, 2, 2, 1, 7, 7]);
        for (const cell of rows.flat()) {
          expect(cell).not.toMatch(/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/);
          expect(cell.trim()).not.toMatch(/^[=+\-@]/);
        }
        for (const cell of recordCsv(record)
          .slice(1)
          .split(/[;\t\r\n]/)) {
          expect(cell).not.toMatch(/^["\s]*[=+\-@]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps names as they are but for apostrophes', () => {
    fc.assert(
      fc.property(records, (record) => {
        const name = parseCsv(recordCsv(record))[4]?.[1];
        expect(name?.replaceAll("'", '')).toBe(record.learner.full_name.replaceAll("'", ''));
      }),
      { numRuns: 500 },
    );
  });

  it('is saved under the names of learner and program', () => {
    expect(csvName(RECORD)).toEqual({
      words: ['alice', 'Mathematics', 'grades'],
      joiner: '_',
      extension: 'csv',
    });
  });
});
