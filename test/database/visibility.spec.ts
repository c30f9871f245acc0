import { describe, expect, it } from '@jest/globals';
import {
  courseCertificateAvailable,
  hasCompleted,
  isVisible,
  visibleFrom,
} from '../../src/credentials/visibility.js';
import { useOpenDatabase } from '../support/open-database.js';

const EARLY = '2020-01-01T00:00:00.000Z';
const LATE = '2021-01-01T00:00:00.000Z';
const FUTURE = '2999-01-01T00:00:00.000Z';

interface Program {
  readonly id: number;
  readonly certificate: number;
  /** Course certificates of the program's runs, in the order of the available dates. */
  readonly courses: readonly number[];
}

describe('visibility and completion', () => {
  const test = useOpenDatabase();
  let names = 0;

  const one = async <T>(sql: string, ...values: unknown[]): Promise<T> => {
    const [row] = await test.dataSource.query<{ value: T }[]>(sql, values);
    return row!.value;
  };

  const newLearner = () =>
    one<number>('insert into users (username) values ($1) returning id as value', `learner_${++names}`);

  /** A program with a run for each available date; null makes a course certificate without a date. */
  async function newProgram(...dates: (string | null)[]): Promise<Program> {
    const id = await one<number>(
      `insert into program (uuid, title, type, type_slug, status)
       values (gen_random_uuid(), '', '', '', 'active') returning id as value`,
    );
    const certificate = await one<number>(
      'insert into program_certificate (site_id, program_id, is_active) values (1, $1, true) returning id as value',
      id,
    );
    const courses: number[] = [];
    for (const date of dates) {
      const certificateOfRun = await one<number>(
        `with made as (
           insert into course (uuid, key, title) values (gen_random_uuid(), $2, '') returning id),
         run as (
           insert into course_run (uuid, key, course_id) select gen_random_uuid(), $2, id from made returning id),
         part as (
           insert into program_course_run (program_id, course_run_id, position) select $1, id, $4::int from run)
         insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active, certificate_available_date)
         select 1, $2, id, 'verified', true, $3 from run returning id as value`,
        id,
        `run_${++names}`,
        date,
        courses.length,
      );
      courses.push(certificateOfRun);
    }
    return { id, certificate, courses };
  }

  const earn = (
    kind: 'course' | 'program',
    learner: number,
    certificate: number,
    { status = 'awarded', created = LATE } = {},
  ) =>
    one<number>(
      `insert into user_credential (user_id, ${kind}_certificate_id, status, created)
       values ($1, $2, $3, $4) returning id as value`,
      learner,
      certificate,
      status,
      created,
    );

  const isShown = (credential: number) =>
    one<boolean | null>(
      `select ${isVisible('c')} as value from user_credential c where c.id = $1`,
      credential,
    );

  const since = (credential: number) =>
    one<Date | null>(
      `select ${visibleFrom('c')} as value from user_credential c where c.id = $1`,
      credential,
    );

  const isCompleted = (learner: number, { id }: Program) =>
    one<boolean>(`select ${hasCompleted('$1', '$2')} as value`, learner, id);

  describe('a course credential', () => {
    it.each<[string | null, string, boolean]>([
      [EARLY, EARLY, true],
      [FUTURE, FUTURE, false],
      [null, LATE, true],
    ])('with the available date %s is visible from %s on', async (date, from, visible) => {
      const { courses } = await newProgram(date);
      const credential = await earn('course', await newLearner(), courses[0]!);
      expect(await since(credential)).toEqual(new Date(from));
      expect(await isShown(credential)).toBe(visible);
      const available = `select ${courseCertificateAvailable('cc')} as value from course_certificate cc where cc.id = $1`;
      expect(await one(available, courses[0])).toBe(visible);
    });
  });

  describe('a program credential', () => {
    it('is not visible without a course credential of the learner in the program’s runs', async () => {
      const [program, other, learner] = [await newProgram(null), await newProgram(null), await newLearner()];
      await earn('course', await newLearner(), program.courses[0]!);
      await earn('course', learner, other.courses[0]!);
      const credential = await earn('program', learner, program.certificate);
      expect(await since(credential)).toBeNull();
      expect(await isShown(credential)).not.toBe(true);
    });

    it('becomes visible together with the last course credential that the learner has in the program', async () => {
      const [program, learner] = [await newProgram(EARLY, LATE, FUTURE), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      await earn('course', learner, program.courses[1]!);
      const credential = await earn('program', learner, program.certificate, { created: EARLY });
      expect(await since(credential)).toEqual(new Date(LATE));
      expect(await isShown(credential)).toBe(true);
      await earn('course', learner, program.courses[2]!);
      expect(await since(credential)).toEqual(new Date(FUTURE));
      expect(await isShown(credential)).toBe(false);
    });

    it('counts a course credential without an available date from its creation', async () => {
      const [program, learner] = [await newProgram(EARLY, null), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      await earn('course', learner, program.courses[1]!, { created: LATE });
      expect(await since(await earn('program', learner, program.certificate))).toEqual(new Date(LATE));
    });

    it('counts a revoked course credential too', async () => {
      const [program, learner] = [await newProgram(FUTURE), await newLearner()];
      await earn('course', learner, program.courses[0]!, { status: 'revoked' });
      expect(await since(await earn('program', learner, program.certificate))).toEqual(new Date(FUTURE));
    });
  });

  describe('a program', () => {
    it('is completed when the program credential is awarded and visible, by this learner alone', async () => {
      const [program, learner] = [await newProgram(EARLY), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      expect(await isCompleted(learner, program)).toBe(false);
      await earn('program', learner, program.certificate);
      expect(await isCompleted(learner, program)).toBe(true);
      expect(await isCompleted(await newLearner(), program)).toBe(false);
    });

    it('is not completed with a revoked program credential', async () => {
      const [program, learner] = [await newProgram(EARLY), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      const credential = await earn('program', learner, program.certificate, { status: 'revoked' });
      expect(await isShown(credential)).toBe(true);
      expect(await isCompleted(learner, program)).toBe(false);
    });

    it('is not completed before the program credential is visible', async () => {
      const [program, learner] = [await newProgram(FUTURE), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      await earn('program', learner, program.certificate);
      expect(await isCompleted(learner, program)).toBe(false);
    });
  });
});
