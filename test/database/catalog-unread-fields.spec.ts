import { describe, expect, it } from '@jest/globals';
import { CourseDescription, CourseRunDescription } from '../../src/catalog/description/course-description.js';
import { OrganizationDescription } from '../../src/catalog/description/organization-description.js';
import { CopiedPathwayDescription } from '../../src/catalog/description/pathway-description.js';
import { ProgramDescription } from '../../src/catalog/description/program-description.js';
import { type Class, fieldRulesOf } from '../../src/platform/validation/field-rule.js';
import type { SyncReport } from '../../src/catalog/index.js';
import {
  type Entry,
  WHOLE,
  type World,
  column,
  counts,
  query,
  sync,
  useOddCatalog,
  uuid,
  wordsOf,
  world,
} from '../support/odd-catalog.js';

useOddCatalog();

interface Kind {
  readonly type: Class;
  readonly table: string;
  readonly uuid: string;
  readonly entryIn: (catalog: World) => Entry;
}

const ORGANIZATION: Kind = {
  type: OrganizationDescription,
  table: 'organization',
  uuid: uuid('a', 1),
  entryIn: ({ organizations }) => organizations[0]!,
};
const COURSE: Kind = {
  type: CourseDescription,
  table: 'course',
  uuid: uuid('c', 1),
  entryIn: ({ courses }) => courses[0]!,
};
const RUN: Kind = {
  type: CourseRunDescription,
  table: 'course_run',
  uuid: uuid('d', 12),
  entryIn: ({ courses }) => courses[0]!.course_runs[1]!,
};
const PROGRAM: Kind = {
  type: ProgramDescription,
  table: 'program',
  uuid: uuid('e', 1),
  entryIn: ({ programs }) => programs[0]!,
};
const PATHWAY: Kind = {
  type: CopiedPathwayDescription,
  table: 'pathway',
  uuid: uuid('f', 1),
  entryIn: ({ pathways }) => pathways[0]!,
};

interface Case {
  readonly kind: Kind;
  readonly field: string;
  /** A value, as the API has it and as it is stored. */
  readonly good: unknown;
  readonly stored: unknown;
  readonly unreadable: readonly unknown[];
  readonly column: string;
  /** What is stored where the field is absent. */
  readonly empty: unknown;
}

const ADDRESS = 'https://cdn.example.org/logo.png';
const TIME = '2023-02-01T00:00:00Z';
const NO_TIMES = ['soon', 7, '2023-02-30', {}];

const address = (kind: Kind, field: string, stored = field): Case => ({
  kind,
  field,
  good: ADDRESS,
  stored: ADDRESS,
  unreadable: ['javascript:alert(1)', 'ftp://example.org/', 'about', 7, {}],
  column: stored,
  empty: null,
});

const words = (kind: Kind, field: string, good = 'All about it'): Case => ({
  kind,
  field,
  good,
  stored: 'All about it',
  unreadable: ['x'.repeat(50_001), 7, [], 'NUL \0'],
  column: 'description',
  empty: null,
});

const HTML = '<p>All <b>about</b>\n<!-- no --> it</p>';

const time = (field: string, stored: string): Case => ({
  kind: RUN,
  field,
  good: TIME,
  stored: new Date(TIME),
  unreadable: NO_TIMES,
  column: stored,
  empty: null,
});

const CASES: readonly Case[] = [
  {
    kind: ORGANIZATION,
    field: 'certificate_logo_image_url',
    good: ADDRESS,
    stored: ADDRESS,
    unreadable: ['javascript:alert(1)', 7, {}],
    column: 'certificate_logo_image_url',
    empty: null,
  },
  {
    kind: RUN,
    field: 'title',
    good: 'A title of its own',
    stored: 'A title of its own',
    unreadable: [7, 'x'.repeat(256), []],
    column: 'title_override',
    empty: null,
  },
  time('start', 'start_date'),
  time('start_date', 'start_date'),
  time('end', 'end_date'),
  time('end_date', 'end_date'),
  {
    kind: PROGRAM,
    field: 'type_attrs',
    good: { slug: 'given' },
    stored: 'given',
    unreadable: [{ slug: 'a b' }, { slug: 7 }, 'given', []],
    column: 'type_slug',
    empty: 'micromasters',
  },
  {
    kind: PROGRAM,
    field: 'total_hours_of_effort',
    good: 40,
    stored: 40,
    unreadable: [1.5, '40', -1, ''],
    column: 'total_hours_of_effort',
    empty: null,
  },
  address(ORGANIZATION, 'homepage_url'),
  address(ORGANIZATION, 'marketing_url', 'homepage_url'),
  address(COURSE, 'marketing_url'),
  address(PROGRAM, 'marketing_url'),
  words(COURSE, 'description'),
  words(COURSE, 'short_description', HTML),
  words(PROGRAM, 'description'),
  words(PROGRAM, 'subtitle'),
  words(PROGRAM, 'overview', HTML),
  {
    kind: PATHWAY,
    field: 'email',
    good: 'records@institution.example',
    stored: 'records@institution.example',
    unreadable: ['nobody', 'a@example.org, b@example.org', 7, {}],
    column: 'email',
    empty: '',
  },
];

const TABLE = CASES.flatMap((one) =>
  one.unreadable.map((value): [string, string, unknown, Case] => [one.kind.table, one.field, value, one]),
);

/** Sets the field, without the other one that stands for the same column. */
function set({ kind, field }: Case, value: unknown): void {
  const entry = kind.entryIn(world);
  for (const name of ['start', 'end'])
    if (field.startsWith(name))
      for (const other of [name, `${name}_date`]) Reflect.deleteProperty(entry, other);
  if (kind === PROGRAM) entry.type = 'MicroMasters';
  entry[field] = value;
}

const valueOf = async ({ kind, column: name }: Case) => (await column(kind.table, name))[kind.uuid];
const rowOf = async ({ kind }: Case) =>
  (
    await query<{ row: string }>(
      `select to_json(t)::text as row from ${kind.table} t where uuid = '${kind.uuid}'`,
    )
  )[0]!.row;
const touched = ({ kinds }: SyncReport) =>
  Object.values(kinds).flatMap(({ added, changed }) => [...added, ...changed]);

describe('a field that cannot be read', () => {
  it.each(TABLE)('keeps what is stored: %s.%s = %j', async (_table, _field, value, one) => {
    set(one, one.good);
    await sync();
    expect(await valueOf(one)).toEqual(one.stored);
    const before = await rowOf(one);
    set(one, value);
    for (const dryRun of [true, false]) {
      const report = await sync({ dryRun });
      expect(touched(report)).toEqual([]);
      expect(report.leftOut.map(({ extent }) => extent)).toEqual(['part']);
      expect(wordsOf(report)[0]).toMatch(
        new RegExp(`; it is taken, and (course_runs\\[1\\]\\.)?${one.field} is left as it was$`),
      );
      expect(await rowOf(one)).toBe(before);
    }
  });

  it.each(TABLE)('is empty in a new entry: %s.%s = %j', async (_table, _field, value, one) => {
    set(one, value);
    expect((await sync()).leftOut).toHaveLength(1);
    expect(await counts()).toEqual(WHOLE);
    expect(await valueOf(one)).toEqual(one.empty);
  });

  it.each(CASES.map((one): [string, string, Case] => [one.kind.table, one.field, one]))(
    'is not one that is absent or null, which empties what is stored: %s.%s',
    async (_table, _field, one) => {
      for (const nothing of [null, undefined]) {
        set(one, one.good);
        await sync();
        set(one, nothing);
        const report = await sync();
        expect([report.leftOut, touched(report).length]).toEqual([[], 1]);
        expect(await valueOf(one)).toEqual(one.empty);
      }
    },
  );

  it('is one of those above: every field that an entry can do without', () => {
    const fields = [ORGANIZATION, COURSE, RUN, PROGRAM, PATHWAY].flatMap((kind) =>
      [...fieldRulesOf(kind.type)]
        .filter(([, { optional, listProblem }]) => optional && listProblem === undefined)
        .map(([name]) => `${kind.table}.${name}`),
    );
    expect(CASES.map(({ kind, field }) => `${kind.table}.${field}`).sort()).toEqual(fields.sort());
  });

  it('does not keep the rest of its entry from being taken, nor another unreadable one from being kept', async () => {
    const [course] = world.courses;
    const run = course!.course_runs[1]!;
    Object.assign(run, { start: TIME, end: TIME, title: 'Its own' });
    await sync();
    Object.assign(run, { start: 'soon', end: 7, title: 'Another one' });
    course!.key = 'TestX+AA999';
    Object.assign(world.pathways[0]!, { email: 'nobody', org_name: 'Renamed' });
    const report = await sync();
    expect(wordsOf(report)[0]).toMatch(
      /; it is taken, and course_runs\[1\]\.start, course_runs\[1\]\.end are left as they were$/,
    );
    expect(touched(report).map(({ uuid: of }) => of)).toEqual([uuid('c', 1), uuid('d', 12), uuid('f', 1)]);
    expect(
      await query(`select title_override, start_date, end_date from course_run where uuid = '${RUN.uuid}'`),
    ).toEqual([{ title_override: 'Another one', start_date: new Date(TIME), end_date: new Date(TIME) }]);
    expect((await column('course', 'key'))[uuid('c', 1)]).toBe('TestX+AA999');
    expect((await column('pathway', 'org_name'))[uuid('f', 1)]).toBe('Renamed');
  });

  it('counts as its other name says where that can be read', async () => {
    const run = world.courses[0]!.course_runs[1]!;
    await sync();
    Object.assign(run, { start: 'soon', start_date: TIME, end: TIME, end_date: 'soon' });
    expect((await sync()).leftOut).toHaveLength(1);
    expect(await query(`select start_date, end_date from course_run where uuid = '${RUN.uuid}'`)).toEqual([
      { start_date: new Date(TIME), end_date: new Date(TIME) },
    ]);
  });

  it('is of no account in a run that another course has first', async () => {
    const [first, second] = world.courses;
    const run = first!.course_runs[1]!;
    await sync();
    Object.assign(run, { start: null });
    second!.course_runs.push({ ...run, start: 'soon' });
    await sync();
    expect((await column('course_run', 'start_date'))[RUN.uuid]).toBeNull();
  });
});
