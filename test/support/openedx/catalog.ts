import type { Random } from './random.ts';
import {
  COURSES,
  FIRST_LATER,
  FIRST_SECOND_TYPE,
  LATER_CERTIFICATES,
  model,
  MODEL,
  PATHWAYS,
  PROGRAMS,
  range,
  type Rows,
  RUNS,
  RUNS_OF_PROGRAM,
  RUNS_TO_SECOND_TYPE,
  type Size,
  TITLES,
} from './world.ts';

const ORGANIZATIONS = 20;
const STATUSES = ['active', 'active', 'active', 'retired', 'unpublished', 'deleted'];
const TYPES = [
  ['MicroMasters', 'micromasters'],
  ['XSeries', 'xseries'],
  ['Professional Certificate', 'professional-certificate'],
] as const;

/** Sites, catalog and certificates. A site after the first has a copy of the first program, with the same UUIDs. */
export function* catalog(random: Random, { sites }: Size): Generator<Rows> {
  yield* siteRows(sites);
  const uuids = { organization: random.uuid(), course: random.uuid(), run: random.uuid() };
  const programUuids = range(PROGRAMS + 1).map(() => random.uuid());
  const others = range(sites - 1);
  const keyOf = (course: number) => `Org${course % ORGANIZATIONS}X+C${course}${course % 7 === 0 ? '.x' : ''}`;
  const runKeyOf = (run: number) => `course-v1:${keyOf(run >> 1)}+${1 + (run % 2)}T2020`;

  yield {
    table: 'catalog_organization',
    columns: [...MODEL, 'uuid', 'key', 'name', 'site_id', 'certificate_logo_image_url'],
    rows: [
      ...range(ORGANIZATIONS).map((index) => [
        ...model(random, index + 1),
        index === 0 ? uuids.organization : random.uuid(),
        `Org${index}X`,
        index === 3 ? 'N'.repeat(255) : `${random.pick(TITLES)} University ${index}`,
        1,
        index % 3 === 0 ? undefined : `https://img.openedx.example/${index}.png`,
      ]),
      ...others.map((index) => [
        ...model(random, ORGANIZATIONS + index + 1),
        ...[uuids.organization, 'Org0X', 'The same elsewhere', index + 2, undefined],
      ]),
    ],
  };
  yield {
    table: 'catalog_course',
    columns: [...MODEL, 'uuid', 'key', 'title', 'site_id'],
    rows: [
      ...range(COURSES).map((index) => [
        ...model(random, index + 1),
        index === 0 ? uuids.course : random.uuid(),
        keyOf(index),
        index % 50 === 9 ? undefined : index === 12 ? 'T'.repeat(255) : `${random.pick(TITLES)} ${index}`,
        1,
      ]),
      ...others.map((index) => [
        ...model(random, COURSES + index + 1),
        ...[uuids.course, keyOf(0), 'The same elsewhere', index + 2],
      ]),
    ],
  };
  yield {
    table: 'catalog_course_owners',
    columns: ['sort_value', 'course_id', 'organization_id'],
    rows: range(COURSES).map((index) => [1, index + 1, (index % ORGANIZATIONS) + 1]),
  };
  yield {
    table: 'catalog_courserun',
    columns: [...MODEL, 'uuid', 'key', 'title_override', 'course_id', 'start_date', 'end_date'],
    rows: [
      ...range(RUNS).map((index) => {
        const start = index % 11 === 0 ? undefined : random.time();
        return [
          ...model(random, index + 1),
          ...[index === 0 ? uuids.run : random.uuid(), runKeyOf(index)],
          index % 9 === 0 ? `${random.pick(TITLES)}, once more` : undefined,
          ...[(index >> 1) + 1, start, start === undefined ? undefined : random.after(start)],
        ];
      }),
      ...others.map((index) => [
        ...model(random, RUNS + index + 1),
        ...[uuids.run, runKeyOf(0), undefined, COURSES + index + 1, undefined, undefined],
      ]),
    ],
  };
  yield {
    table: 'catalog_program',
    columns: [...MODEL, 'uuid', 'title', 'site_id', 'type', 'status', 'type_slug', 'total_hours_of_effort'],
    rows: [
      ...range(PROGRAMS).map((index) => [
        ...model(random, index + 1),
        ...[programUuids[index], `${random.pick(TITLES)} program ${index}`, 1],
        ...[TYPES[index % 3]![0], STATUSES[index % STATUSES.length], TYPES[index % 3]![1]],
        index % 4 === 0 ? 10 + index : undefined,
      ]),
      ...others.map((index) => [
        ...model(random, PROGRAMS + index + 1),
        ...[programUuids[0], 'The same elsewhere', index + 2, 'XSeries', 'active', 'xseries', undefined],
      ]),
    ],
  };
  yield {
    table: 'catalog_program_authoring_organizations',
    columns: ['sort_value', 'program_id', 'organization_id'],
    rows: range(PROGRAMS + sites - 1).map((index) => [
      ...[1, index + 1],
      index < PROGRAMS ? (index % ORGANIZATIONS) + 1 : ORGANIZATIONS + 1 + index - PROGRAMS,
    ]),
  };
  yield {
    table: 'catalog_program_course_runs',
    columns: ['sort_value', 'program_id', 'courserun_id'],
    rows: [
      ...range(PROGRAMS * RUNS_OF_PROGRAM).map((index) => [
        ...[(index % RUNS_OF_PROGRAM) + 1, Math.floor(index / RUNS_OF_PROGRAM) + 1, (index % RUNS) + 1],
      ]),
      ...others.map((index) => [1, PROGRAMS + index + 1, RUNS + index + 1]),
    ],
  };
  yield {
    table: 'catalog_pathway',
    columns: [...MODEL, 'uuid', 'name', 'org_name', 'email', 'site_id', 'pathway_type', 'status'],
    rows: range(PATHWAYS).map((index) => [
      ...[...model(random, index + 1), random.uuid(), `${random.pick(TITLES)} pathway ${index}`],
      ...[`Partner ${index}`, index === 6 ? '' : `credit${index}@partner.example`, 1],
      ...[index % 5 === 4 ? 'industry' : 'credit'],
      index % 7 === 5 ? 'unpublished' : index % 7 === 6 ? 'retired' : index === 9 ? '' : 'published',
    ]),
  };
  yield {
    table: 'catalog_pathway_programs',
    columns: ['sort_value', 'pathway_id', 'program_id'],
    // The last pathway belongs to no program.
    rows: range(2 * (PATHWAYS - 1)).map((index) => [(index % 2) + 1, (index >> 1) + 1, index + 1]),
  };
  const site = (certificate: number) => (certificate <= PROGRAMS + 1 ? 1 : certificate - PROGRAMS);
  yield {
    table: 'credentials_programcertificate',
    // prettier-ignore
    columns: [
      ...MODEL, 'is_active', 'title', 'site_id', 'use_org_name', 'program_uuid', 'include_hours_of_effort', 'language',
      'program_id',
    ],
    rows: range(PROGRAMS + sites).map((index) => [
      ...[...model(random, index + 1), index % 13 === 12 ? 0 : 1],
      ...[index % 3 === 0 ? `Certified in ${random.pick(TITLES)}` : '', site(index + 1), index % 2],
      // The one after the programs is of a program that the catalog lacks.
      ...[index > PROGRAMS ? programUuids[0] : programUuids[index], index % 2],
      random.pick(['en', 'es-419', undefined, 'ar', 'de']),
      index < PROGRAMS ? index + 1 : index === PROGRAMS ? undefined : index,
    ]),
  };
  yield* courseCertificates(random, sites, runKeyOf);
  yield* signatories(random);
}

function* siteRows(sites: number): Generator<Rows> {
  yield {
    table: 'django_site',
    columns: ['id', 'domain', 'name'],
    rows: [
      ...range(sites).map((index) => [
        index + 1,
        index === 0 ? 'credentials.openedx.example' : `site${index + 1}.openedx.example`,
        `Site ${index + 1}`,
      ]),
      [sites + 1, 'example.com', 'left over'],
    ],
  };
  yield {
    table: 'core_siteconfiguration',
    // prettier-ignore
    columns: [
      'site_id', 'lms_url_root', 'catalog_api_url', 'company_name', 'homepage_url', 'platform_name', 'tos_url',
      'enable_linkedin_sharing', 'enable_twitter_sharing', 'twitter_username', 'enable_facebook_sharing', 'theme_name',
      'records_help_url', 'partner_from_address', 'records_enabled',
    ],
    rows: range(sites).map((index) => [
      ...[index + 1, 'https://lms.openedx.example', 'https://discovery.openedx.example/api/v1/'],
      ...['Académie', 'https://www.openedx.example', `Université ${index + 1} & Co`, 'https://tos.example'],
      ...[1, 1, 'academie', 0, 'openedx', 'https://help.openedx.example', 'partners@openedx.example', 1],
    ]),
  };
}

const MODES = ['verified', 'verified', 'honor', 'professional', 'no-id-professional', 'masters'];

function* courseCertificates(
  random: Random,
  sites: number,
  runKeyOf: (run: number) => string,
): Generator<Rows> {
  const isActive = (index: number) => (index % 30 === 29 ? 0 : 1);
  const availableOf = (index: number) =>
    index % 20 === 7 ? '2097-03-04 05:06:07.000000' : index % 5 === 0 ? random.time() : undefined;
  const second = (index: number) => index * RUNS_TO_SECOND_TYPE;
  const last = FIRST_LATER + LATER_CERTIFICATES;
  yield {
    table: 'credentials_coursecertificate',
    // prettier-ignore
    columns: [
      ...MODEL, 'is_active', 'title', 'course_id', 'certificate_type', 'site_id', 'course_run_id',
      'certificate_available_date',
    ],
    rows: [
      ...range(RUNS).map((index) => [
        ...[...model(random, index + 1), isActive(index), undefined, runKeyOf(index)],
        ...[MODES[index % MODES.length], 1, index + 1, availableOf(index)],
      ]),
      ...range(RUNS / RUNS_TO_SECOND_TYPE).map((index) => [
        ...[...model(random, FIRST_SECOND_TYPE + index), 1, undefined, runKeyOf(second(index))],
        ...[MODES[second(index) % MODES.length] === 'honor' ? 'masters' : 'honor', 1, undefined, undefined],
      ]),
      ...range(LATER_CERTIFICATES).map((index) => [
        ...[...model(random, FIRST_LATER + index), 1, undefined, `course-v1:LaterX+L${index}+1T2031`],
        ...['verified', 1, undefined, undefined],
      ]),
      ...range(sites - 1).map((index) => [
        ...[...model(random, last + index), 1, undefined, runKeyOf(0), 'verified', index + 2],
        ...[RUNS + index + 1, undefined],
      ]),
    ],
  };
}

function* signatories(random: Random): Generator<Rows> {
  yield {
    table: 'credentials_signatory',
    columns: [...MODEL, 'name', 'title', 'image', 'organization_name_override'],
    rows: range(8).map((index) => [
      ...[...model(random, index + 1), `Prof. Ñandú ${index}`, 'Dean of <Mathematics>'],
      ...[`signatories/${index + 1}/s.png`, index % 2 === 0 ? undefined : `Faculty ${index}`],
    ]),
  };
  yield {
    table: 'credentials_programcertificate_signatories',
    columns: ['programcertificate_id', 'signatory_id'],
    rows: range(2 * PROGRAMS).map((index) => [(index >> 1) + 1, (index % 8) + 1]),
  };
}
