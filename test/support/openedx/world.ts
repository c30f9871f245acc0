import type { Random } from './random.ts';

/** Size of the generated database. */
export interface Size {
  readonly users: number;
  readonly credentials: number;
  readonly grades: number;
  /** Sites with a catalog of their own. The first one has nearly everything. */
  readonly sites: number;
}

/** Undefined is written as NULL. */
export type Value = string | number | undefined;

/** Rows of one table. */
export interface Rows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Value[]>;
}

export const COURSES = 150;
/** Two runs a course, which are numbered from 1 in the order of their courses. */
export const RUNS = 2 * COURSES;
export const PROGRAMS = 40;
/** The runs of a program follow one another; those of the next program begin after them. */
export const RUNS_OF_PROGRAM = 6;
export const PATHWAYS = 20;
/** Each 25th run has a second certificate, of another type. Their numbers follow those of the runs. */
export const RUNS_TO_SECOND_TYPE = 25;
/** Certificates of runs that the catalog lacks: as many, after all others. */
export const LATER_CERTIFICATES = 4;

export const FIRST_SECOND_TYPE = RUNS + 1;
export const FIRST_LATER = FIRST_SECOND_TYPE + RUNS / RUNS_TO_SECOND_TYPE;

/** Numbers in django_content_type. They differ from those of the dump: nobody may rely on them. */
export const CONTENT_TYPE = {
  courseCertificate: 71,
  programCertificate: 64,
  userCredential: 58,
  userGrade: 90,
} as const;

// prettier-ignore
export const NAMES = [
  'Zoë', 'Łukasz', 'José', 'Anne-Marie', 'Дмитрий', 'محمد', "O'Neil", '田中', 'nguyễn', '=SUM(1)', '<b>Eve</b>',
  'Renée 🎓', 'a\\b%_', '"Q"', 'Ana\tIva', 'Zoe\u0308',
] as const;

// prettier-ignore
export const TITLES = [
  'Analysis', 'Übung', 'zoology', 'x-ray', 'Élan', 'Логика', 'الجبر', '統計学', 'Data & Logic', '<i>História</i>', 'iOS 🚀',
] as const;

/** The columns that nearly each table begins with. */
export const MODEL = ['id', 'created', 'modified'] as const;

/** Values of {@link MODEL}. Three in five rows were never changed. */
export function model(random: Random, id: number): [number, string, string] {
  const created = random.time();
  return [id, created, random.chance(0.6) ? created : random.after(created)];
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
