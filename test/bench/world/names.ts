import { createHash } from 'node:crypto';

/** The generated data. Requests are made from this alone, without asking the database. */
export interface World {
  readonly learners: number;
  readonly credentials: number;
  /** Number of course runs in which credentials were earned. */
  readonly runs: number;
}

/** Runs after these, in which nobody has earned anything yet: for new credentials. */
export const SPARE_RUNS = 50;
/** The number of programs, and of pathways: each pathway takes the records of the program with its number. */
export const PROGRAMS = 50;

/** Spread a learner's runs. Both have no factor in common with the number of runs. */
export const START_FACTOR = 7919;
export const STEP = 37;

/** The caller that may ask for certificate status and is not staff. */
export const STATUS_WORKER = 'status_worker';
/** A staff caller with every right, like the LMS's service user: the throttle is asked and lets it pass. */
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

/** The uuid of the `index`-th credential of a learner; scattered over the database's index like a random one. */
export function credentialUuid(learner: number, index: number): string {
  const hex = createHash('md5').update(`credential-${learner}-${index}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
