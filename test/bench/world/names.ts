import { createHash } from 'node:crypto';

/** What the generated data holds; requests are made from this alone, without asking the database. */
export interface World {
  readonly learners: number;
  readonly credentials: number;
  /** Course runs in which credentials were earned. */
  readonly runs: number;
}

/** Runs in which nobody has earned anything yet, after the others: for new credentials. */
export const SPARE_RUNS = 50;
/** So many pathways too, each of which takes the records of the program of its number. */
export const PROGRAMS = 50;

/** A learner's runs begin here and go on in steps; multiplier and step have no factor in common with numbers of runs. */
export const START_FACTOR = 7919;
export const STEP = 37;

/** The caller that may ask for certificate status and is not staff. */
export const STATUS_WORKER = 'status_worker';
/** The caller that is staff, as the LMS's service user is, with every right: the throttle is asked and lets it pass. */
export const STAFF = 'lms_worker';

export function learnerName(learner: number): string {
  return `learner_${learner}`;
}

/** The number of the `index`-th run in which a learner has earned a credential. */
export function runOf({ runs }: World, learner: number, index: number): number {
  return (((learner * START_FACTOR) % runs) + index * STEP) % runs;
}

/** Two runs a course. */
export function runKey(run: number): string {
  return `course-v1:BigX+C${courseOf(run)}+R${(run % 2) + 1}`;
}

export function courseOf(run: number): number {
  return Math.floor(run / 2) + 1;
}

export function courseUuid(course: number): string {
  return `c0000000-0000-4000-8000-${String(course).padStart(12, '0')}`;
}

export function programHex(program: number): string {
  return `e0000000000040008000${String(program).padStart(12, '0')}`;
}

/** The uuid of the `index`-th credential of a learner; scattered over the index as random ones are. */
export function credentialUuid(learner: number, index: number): string {
  const hex = createHash('md5').update(`credential-${learner}-${index}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
