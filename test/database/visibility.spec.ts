import { describe, expect, it } from '@jest/globals';
import {
  courseCertificateAvailable,
  hasCompleted,
  isVisible,
  visibleFrom,
} from '../../src/credentials/visibility.js';
import { useOpenDatabase } from '../support/open-database.js';
import { untilLocked } from '../support/until-locked.js';

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

  const sql = (text: string, ...values: unknown[]) => test.dataSource.query(text, values);
  const setStatus = (credential: number, status: string) =>
    sql('update user_credential set status = $2 where id = $1', credential, status);
  const move = (certificate: number, date: string) =>
    sql('update course_certificate set certificate_available_date = $2 where id = $1', certificate, date);

  /** Makes the runs of the program's first two certificates those of one course. Returns it and the other course. */
  async function sameCourse({ courses }: Program): Promise<[number, number]> {
    const [first, second] = await test.dataSource.query<{ course: number }[]>(
      `select run.course_id as course from course_certificate cc join course_run run on run.id = cc.course_run_id
        where cc.id = any($1) order by cc.id limit 2`,
      [courses],
    );
    await sql('update course_run set course_id = $1 where course_id = $2', first!.course, second!.course);
    return [first!.course, second!.course];
  }

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

    it('becomes visible together with the last of the courses that the learner has in the program', async () => {
      const [program, learner] = [await newProgram(EARLY, FUTURE, LATE), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      const late = await earn('course', learner, program.courses[1]!);
      const credential = await earn('program', learner, program.certificate, { created: EARLY });
      expect(await since(credential)).toEqual(new Date(FUTURE));
      expect(await isShown(credential)).toBe(false);
      await earn('course', learner, program.courses[2]!);
      expect(await since(credential)).toEqual(new Date(FUTURE));
      await setStatus(late, 'revoked');
      expect(await since(credential)).toEqual(new Date(LATE));
      expect(await isShown(credential)).toBe(true);
    });

    it('counts a course credential without an available date from its creation', async () => {
      const [program, learner] = [await newProgram(EARLY, null), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      await earn('course', learner, program.courses[1]!, { created: LATE });
      expect(await since(await earn('program', learner, program.certificate))).toEqual(new Date(LATE));
    });

    it('counts a course from the earliest of its runs, so that a retake changes nothing', async () => {
      const [program, learner] = [await newProgram(EARLY, FUTURE), await newLearner()];
      await sameCourse(program);
      await earn('course', learner, program.courses[1]!);
      const credential = await earn('program', learner, program.certificate);
      expect(await since(credential)).toEqual(new Date(FUTURE));
      await earn('course', learner, program.courses[0]!);
      expect(await since(credential)).toEqual(new Date(EARLY));
    });

    it('does not count a revoked course credential', async () => {
      const [program, learner] = [await newProgram(LATE, EARLY), await newLearner()];
      await earn('course', learner, program.courses[0]!, { status: 'revoked' });
      const credential = await earn('program', learner, program.certificate);
      expect(await since(credential)).toBeNull();
      await earn('course', learner, program.courses[1]!);
      expect(await since(credential)).toEqual(new Date(EARLY));
    });
  });

  describe('a program credential that was visible', () => {
    /** Visible since LATE, from two courses. */
    async function shown() {
      const [program, learner] = [await newProgram(EARLY, LATE, FUTURE), await newLearner()];
      const courses = [
        await earn('course', learner, program.courses[0]!),
        await earn('course', learner, program.courses[1]!),
      ];
      const credential = await earn('program', learner, program.certificate);
      expect(await since(credential)).toEqual(new Date(LATE));
      return { program, learner, courses, credential };
    }

    type Shown = Awaited<ReturnType<typeof shown>>;
    const clear = ({ id }: Program) => sql('delete from program_course_run where program_id = $1', id);

    it.each<[string, (shown: Shown) => Promise<unknown>]>([
      ['its program loses all runs', ({ program }) => clear(program)],
      [
        'the runs of its program are replaced in one statement',
        async ({ program }) => {
          const other = await newProgram(FUTURE);
          await sql(
            `with removed as (delete from program_course_run where program_id = $1)
             insert into program_course_run (program_id, course_run_id, position)
             select $1, course_run_id, 7 from program_course_run where program_id = $2`,
            program.id,
            other.id,
          );
        },
      ],
      [
        'a run of its program becomes another',
        async ({ program }) => {
          const other = await newProgram(FUTURE);
          await sql(
            `update program_course_run part set course_run_id = other.course_run_id
               from program_course_run other where part.program_id = $1 and part.position = 1 and other.program_id = $2`,
            program.id,
            other.id,
          );
        },
      ],
      [
        'the learner’s course credentials are revoked one after the other',
        async ({ courses }) => {
          for (const course of courses) await setStatus(course, 'revoked');
        },
      ],
      [
        'all course credentials are revoked by one statement',
        ({ courses }) => sql(`update user_credential set status = 'revoked' where id = any($1)`, courses),
      ],
    ])('stays so from the same time on when %s', async (_, change) => {
      const given = await shown();
      await change(given);
      expect([await since(given.credential), await isShown(given.credential)]).toEqual([
        expect.any(Date),
        true,
      ]);
      expect(await isCompleted(given.learner, given.program)).toBe(true);
    });

    it('stays so when a further course is awarded that is available later', async () => {
      const { program, learner, credential } = await shown();
      await earn('course', learner, program.courses[2]!);
      expect(await since(credential)).toEqual(new Date(LATE));
      expect(await isShown(credential)).toBe(true);
    });

    it('stays so when a run moves to a course of its own', async () => {
      const [program, learner] = [await newProgram(EARLY, FUTURE), await newLearner()];
      const [, other] = await sameCourse(program);
      await earn('course', learner, program.courses[0]!);
      await earn('course', learner, program.courses[1]!);
      const credential = await earn('program', learner, program.certificate);
      await sql(
        'update course_run set course_id = $2 where id = (select course_run_id from course_certificate where id = $1)',
        program.courses[1],
        other,
      );
      expect(await since(credential)).toEqual(new Date(EARLY));
    });

    it('stays so from the time on at which its dates had passed, when that happened by itself', async () => {
      const [program, learner] = [await newProgram(FUTURE), await newLearner()];
      await earn('course', learner, program.courses[0]!);
      const credential = await earn('program', learner, program.certificate);
      // As the service finds it once the date has come.
      await move(program.courses[0]!, LATE);
      await clear(program);
      expect(await since(credential)).toEqual(new Date(LATE));
    });

    it('is hidden when an available date is moved on which it rests, also of a run that has left the program', async () => {
      const { program, credential } = await shown();
      await clear(program);
      await move(program.courses[0]!, FUTURE);
      expect([await since(credential), await isShown(credential)]).toEqual([new Date(FUTURE), false]);
      await move(program.courses[0]!, EARLY);
      expect([await since(credential), await isShown(credential)]).toEqual([new Date(LATE), true]);
    });

    it('is as a new one when it is revoked and awarded again', async () => {
      const { program, credential } = await shown();
      await clear(program);
      await setStatus(credential, 'revoked');
      expect(await since(credential)).toBeNull();
      await setStatus(credential, 'awarded');
      expect(await since(credential)).toBeNull();
    });

    it('has not changed for those who follow changes by their time', async () => {
      const { program, credential } = await shown();
      const modified = () =>
        one<Date>('select modified as value from user_credential where id = $1', credential);
      const before = await modified();
      await clear(program);
      expect(await modified()).toEqual(before);
    });

    it('stays so when two courses are awarded at once, of which the later one would hide it', async () => {
      const [program, learner] = [await newProgram(EARLY, FUTURE), await newLearner()];
      const credential = await earn('program', learner, program.certificate);
      await test.database
        .transaction(async ({ manager }) => {
          await manager.query(
            `insert into user_credential (user_id, course_certificate_id, status) values ($1, $2, 'awarded')`,
            [learner, program.courses[0]],
          );
          const second = earn('course', learner, program.courses[1]!);
          await untilLocked(test.dataSource);
          return [second];
        })
        .then(([second]) => second);
      expect([await since(credential), await isShown(credential)]).toEqual([new Date(EARLY), true]);
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
