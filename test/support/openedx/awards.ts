import { userIdOf, usernameOf } from './people.ts';
import type { Random } from './random.ts';
import {
  CONTENT_TYPE,
  FIRST_LATER,
  FIRST_SECOND_TYPE,
  LATER_CERTIFICATES,
  model,
  MODEL,
  NAMES,
  PATHWAYS,
  PROGRAMS,
  range,
  type Rows,
  RUNS,
  RUNS_OF_PROGRAM,
  RUNS_TO_SECOND_TYPE,
  type Size,
  type Value,
} from './world.ts';

const { courseCertificate: COURSE, programCertificate: PROGRAM } = CONTENT_TYPE;
/** Nobody has more: with more, a learner's programs would begin again. */
const MOST_CREDENTIALS = 150;

interface Credential {
  readonly id: number;
  readonly index: number;
  readonly contentType: number;
}

/** Credentials, grades and shared records of the learners. */
export function* awards(random: Random, size: Size): Generator<Rows> {
  const learners = size.users - userIdOf(0) + 1;
  if (learners < 1) throw new RangeError(`There must be at least ${userIdOf(0)} users.`);
  if (size.credentials > learners * MOST_CREDENTIALS || size.grades > learners * MOST_CREDENTIALS)
    throw new RangeError(`A learner has at most ${MOST_CREDENTIALS} credentials and as many grades.`);
  const made: Credential[] = [];
  yield {
    table: 'credentials_usercredential',
    columns: [...MODEL, 'credential_id', 'username', 'status', 'uuid', 'credential_content_type_id'],
    rows: credentialRows(random, size, learners, made),
  };
  yield {
    table: 'credentials_usercredentialattribute',
    columns: [...MODEL, 'name', 'value', 'user_credential_id'],
    rows: made
      .filter(({ index }) => index % 33 === 1)
      .map(({ id, index }, row) => [
        ...[...model(random, row + 1), ['whitelist_reason', 'grade', 'note', 'N'.repeat(255)][row % 4]],
        ...[index % 100 === 1 ? 'v'.repeat(255) : `Reason: ü, <b>, "q", '🎓' \\ ${row}`, id],
      ]),
  };
  yield {
    table: 'credentials_usercredentialdateoverride',
    columns: [...MODEL, 'date', 'user_credential_id'],
    rows: made
      .filter(({ index, contentType }) => contentType === COURSE && index % 200 === 2)
      .map(({ id }, row) => [...model(random, row + 1), random.time(), id]),
  };
  yield {
    table: 'records_usergrade',
    // prettier-ignore
    columns: [
      ...MODEL, 'letter_grade', 'percent_grade', 'course_run_id', 'username', 'verified', 'lms_last_updated_at',
    ],
    rows: gradeRows(random, size.grades, learners),
  };
  yield {
    table: 'records_programcertrecord',
    columns: [...MODEL, 'uuid', 'certificate_id', 'user_id', 'program_id'],
    rows: range(Math.ceil(learners / 10)).map((row) => {
      const program = homeOf(row * 10) + 1;
      return [
        ...[
          ...model(random, row + 1),
          random.uuid(),
          row % 3 === 0 ? program : undefined,
          userIdOf(row * 10),
          program,
        ],
      ];
    }),
  };
  yield {
    table: 'records_usercreditpathway',
    columns: [...MODEL, 'status', 'user_id', 'pathway_id', 'program_id'],
    rows: range(Math.ceil(learners / 20)).map((row) => {
      const program = homeOf(row * 20) + 1;
      return [
        ...[...model(random, row + 1), row % 9 === 8 ? '' : 'sent', userIdOf(row * 20)],
        ...[Math.min((program + 1) >> 1, PATHWAYS), row % 25 === 7 ? undefined : program],
      ];
    }),
  };
  yield {
    table: 'credentials_programcompletionemailconfiguration',
    columns: [...MODEL, 'identifier', 'html_template', 'plaintext_template', 'enabled'],
    rows: ['default', 'xseries'].map((identifier, row) => [
      ...[...model(random, row + 1), identifier, '<p>Well done, <b>🎓</b></p>', 'Well done', 1 - row],
    ]),
  };
}

/** The first program of a learner, from 0. Its runs are the learner's first ones. */
function homeOf(learner: number): number {
  return learner % PROGRAMS;
}

function* credentialRows(
  random: Random,
  { credentials, sites }: Size,
  learners: number,
  made: Credential[],
): Generator<readonly Value[]> {
  const taken = new Set<string>();
  for (let index = 0; made.length < credentials; index += 1) {
    const learner = index % learners;
    const [contentType, certificate] = certificateOf(index, learner, Math.floor(index / learners), sites);
    const [holder, username] = holderOf(index, learner);
    const key = `${holder} ${contentType} ${certificate}`;
    if (taken.has(key)) continue;
    taken.add(key);
    // The numbers have gaps, as those of a service with rolled back transactions.
    const id = index + 1 + 3 * Math.floor(index / 1000);
    made.push({ id, index, contentType });
    const [, created, modified] = model(random, id);
    const times = index % 10_007 === 9 ? ['2026-10-30 12:00:00.000009', created] : [created, modified];
    yield [
      id,
      ...times,
      certificate,
      username,
      random.chance(0.09) ? 'revoked' : 'awarded',
      random.uuid(),
      contentType,
    ];
  }
}

function certificateOf(
  index: number,
  learner: number,
  turn: number,
  sites: number,
): readonly [number, number] {
  const home = homeOf(learner);
  // No foreign key keeps a certificate from being deleted.
  if (index % 50_000 === 11) return [COURSE, 9_000_000 + index];
  if (index % 5003 === 3) return [COURSE, FIRST_LATER + (index % LATER_CERTIFICATES)];
  if (index % 5003 === 4) return [PROGRAM, PROGRAMS + 1];
  if (sites > 1 && index % 5003 === 5) return [COURSE, FIRST_LATER + LATER_CERTIFICATES];
  if (sites > 1 && index % 5003 === 6) return [PROGRAM, PROGRAMS + 2];
  if (index % 997 === 5) {
    const second = Math.floor(((home * RUNS_OF_PROGRAM) % RUNS) / RUNS_TO_SECOND_TYPE);
    return [COURSE, FIRST_SECOND_TYPE + second];
  }
  if (turn % 5 === 4) return [PROGRAM, ((home + Math.floor(turn / 5)) % PROGRAMS) + 1];
  return [COURSE, ((home * RUNS_OF_PROGRAM + turn - Math.floor(turn / 5)) % RUNS) + 1];
}

/** The learner, and the name as the row spells it: now and then in other letters, or without a row of users. */
function holderOf(index: number, learner: number): readonly [holder: string, username: string] {
  if (index % 2003 === 7) {
    const ghost = learner % 50;
    return [`ghost ${ghost}`, `${index % 2 === 0 ? 'ghost' : 'Ghost'}_${ghost}`];
  }
  const username = usernameOf(learner);
  if (index % 500 === 17) return [String(learner), username.toUpperCase()];
  if (index % 7 === 2) return [String(learner), username.replace('Ünï', 'uni')];
  return [String(learner), username];
}

function* gradeRows(random: Random, grades: number, learners: number): Generator<readonly Value[]> {
  const taken = new Set<string>();
  for (let index = 0, made = 0; made < grades; index += 1) {
    const learner = index % learners;
    const run = ((homeOf(learner) * RUNS_OF_PROGRAM + Math.floor(index / learners)) % RUNS) + 1;
    const [holder, username] = holderOf(index, learner);
    const key = `${holder} ${run}`;
    if (taken.has(key)) continue;
    taken.add(key);
    made += 1;
    const [id, created, modified] = model(random, index + 1);
    yield [
      ...[id, created, modified, letterOf(random, index), percentOf(random, index), run, username],
      ...[random.chance(0.85) ? 1 : 0, index % 2 === 0 ? undefined : created],
    ];
  }
}

function letterOf(random: Random, index: number): string {
  if (index % 30_000 === 21) return 'L'.repeat(255);
  return random.pick(['A', 'B', 'C', 'D', 'F', 'Pass', '', index % 50 === 0 ? NAMES[10] : 'Pass']);
}

/** The column is decimal(5,4), and nobody checks what is written to it. */
function percentOf(random: Random, index: number): string {
  if (index % 20_000 === 31) return '-0.2500';
  if (index % 15_000 === 41) return index % 2 === 0 ? '9.9999' : '1.0500';
  return (random.below(10_001) / 10_000).toFixed(4);
}
