import { describe, expect, it } from '@jest/globals';
import { relinkProgramRuns } from '../../src/catalog/import/catalog.sql.js';
import type { Transaction } from '../../src/platform/database/index.js';
import { useOpenDatabase } from '../support/open-database.js';
import { untilLocked } from '../support/until-locked.js';

interface Program {
  readonly uuid: string;
  readonly certificate: number;
  /** Certificate of the program's only run. */
  readonly course: number;
}

describe('changes of programs beside changes of one learner', () => {
  const test = useOpenDatabase();
  let names = 0;

  const one = async <T>(sql: string, ...values: unknown[]): Promise<T> => {
    const [row] = await test.dataSource.query<{ value: T }[]>(sql, values);
    return row!.value;
  };

  const newLearner = () =>
    one<number>('insert into users (username) values ($1) returning id as value', `learner_${++names}`);

  const newRun = () =>
    one<number>(
      `with made as (insert into course (uuid, key, title) values (gen_random_uuid(), $1, '') returning id)
       insert into course_run (uuid, key, course_id) select gen_random_uuid(), $1, id from made returning id as value`,
      `run_${++names}`,
    );

  const certificateOf = (run: number) =>
    one<number>(
      `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
       select 1, key, id, 'verified', true from course_run where id = $1 returning id as value`,
      run,
    );

  async function newProgram(run: number, course: number): Promise<Program> {
    const certificate = await one<number>(
      `with made as (
         insert into program (uuid, title, type, type_slug, status)
         values (gen_random_uuid(), '', '', '', 'active') returning id),
       part as (
         insert into program_course_run (program_id, course_run_id, position) select id, $1, 0 from made)
       insert into program_certificate (site_id, program_id, is_active) select 1, id, true from made
       returning id as value`,
      run,
    );
    const uuid = await one<string>(
      `select program.uuid as value from program join program_certificate pc on pc.program_id = program.id
        where pc.id = $1`,
      certificate,
    );
    return { uuid, certificate, course };
  }

  async function newProgramOfItsOwn(): Promise<Program> {
    const run = await newRun();
    return newProgram(run, await certificateOf(run));
  }

  const earn = (kind: 'course' | 'program', learner: number, certificate: number) =>
    one<number>(
      `insert into user_credential (user_id, ${kind}_certificate_id, status)
       values ($1, $2, 'awarded') returning id as value`,
      learner,
      certificate,
    );

  /** The learner's credentials in the programs; returns those of the programs, which are visible. */
  async function complete(learner: number, ...programs: Program[]): Promise<number[]> {
    const credentials: number[] = [];
    for (const { certificate, course } of programs) {
      await earn('course', learner, course);
      credentials.push(await earn('program', learner, certificate));
    }
    return credentials;
  }

  /** As if they had become visible by an available date that has passed since. */
  const unnote = (credentials: readonly number[]) =>
    test.dataSource.query('update user_credential set rested_on = null where id = any($1)', [credentials]);

  /** Mails about credentials that wait for something. */
  async function openMails(credentials: readonly number[]): Promise<void> {
    for (const credential of credentials)
      await test.dataSource.query(
        `insert into outbox (topic, subscriber, dedupe_key, subject, payload, state)
         values ('credential-issued', 'completion-mail', $1, $1, '{}', 'waiting')`,
        [`credential:${credential}`],
      );
  }

  const countWaiting = () => one<number>(`select count(*)::int as value from outbox where state = 'waiting'`);

  const isNoted = (credential: number) =>
    one<boolean>('select rested_on is not null as value from user_credential where id = $1', credential);

  /** The import takes its run from a program. */
  const clear = (transaction: Transaction, { uuid }: Program) =>
    transaction.run(relinkProgramRuns, [JSON.stringify([{ uuid, links: [] }])]);

  /** Clears the later program, then the earlier one while something else, which waits for it, has begun. */
  async function clearBeside(earlier: Program, later: Program, other: () => Promise<unknown>): Promise<void> {
    const [begun] = await test.database.transaction(async (transaction) => {
      await clear(transaction, later);
      const beside = other();
      // It may lose a deadlock before anybody awaits it.
      beside.catch(() => undefined);
      await untilLocked(test.dataSource);
      await clear(transaction, earlier);
      return [beside];
    });
    await begun;
  }

  it('an import and an award to a learner of two programs wait for each other in one order', async () => {
    const [earlier, later] = [await newProgramOfItsOwn(), await newProgramOfItsOwn()];
    const another = await newProgramOfItsOwn();
    const learner = await newLearner();
    const credentials = await complete(learner, earlier, later);
    await unnote(credentials);
    await clearBeside(earlier, later, () => earn('course', learner, another.course));
    for (const credential of credentials) expect(await isNoted(credential)).toBe(true);
  });

  it('so they do where only the mails of the learner’s credentials are woken', async () => {
    const [earlier, later] = [await newProgramOfItsOwn(), await newProgramOfItsOwn()];
    const another = await newProgramOfItsOwn();
    const learner = await newLearner();
    await openMails(await complete(learner, earlier, later));
    await clearBeside(earlier, later, () => earn('course', learner, another.course));
    expect(await countWaiting()).toBe(0);
  });

  it('so do an import and the arrival of a learner’s address, for which mails wait', async () => {
    const [earlier, later] = [await newProgramOfItsOwn(), await newProgramOfItsOwn()];
    const learner = await newLearner();
    await openMails(await complete(learner, earlier, later));
    await clearBeside(earlier, later, () =>
      test.dataSource.query(`update users set email = 'new@example.org' where id = $1`, [learner]),
    );
    expect(await countWaiting()).toBe(0);
  });

  it('so do an import and a moved available date, which both are about many learners', async () => {
    const run = await newRun();
    const course = await certificateOf(run);
    const [earlier, later] = [await newProgram(run, course), await newProgram(run, course)];
    const credentials = [
      ...(await complete(await newLearner(), earlier)),
      ...(await complete(await newLearner(), later)),
    ];
    await unnote(credentials);
    await clearBeside(earlier, later, () =>
      test.dataSource.query(
        `update course_certificate set certificate_available_date = '2999-01-01' where id = $1`,
        [course],
      ),
    );
    for (const credential of credentials) expect(await isNoted(credential)).toBe(true);
  });

  it('nothing is noted at a credential that is revoked while an award waits for it', async () => {
    const run = await newRun();
    const program = await newProgram(run, await certificateOf(run));
    const second = await newRun();
    await test.dataSource.query(
      `insert into program_course_run (program_id, course_run_id, position)
       select program_id, $2, 1 from program_certificate where id = $1`,
      [program.certificate, second],
    );
    const course = await certificateOf(second);
    const other = await newProgramOfItsOwn();
    const learner = await newLearner();
    const [held] = await complete(learner, other);
    const [credential] = await complete(learner, program);
    const setStatus = (status: string) =>
      [`update user_credential set status = $2 where id = $1`, [credential, status]] as const;
    await test.dataSource.query(...setStatus('revoked'));
    const revoking = test.dataSource.createQueryRunner();
    const [award] = await test.database.transaction(async (transaction) => {
      await transaction.manager.query('select from user_credential where id = $1 for update', [held]);
      const begun = earn('course', learner, course);
      begun.catch(() => undefined);
      await untilLocked(test.dataSource);
      await test.dataSource.query(...setStatus('awarded'));
      await revoking.startTransaction();
      await revoking.query(...setStatus('revoked'));
      return [begun];
    });
    await untilLocked(test.dataSource);
    await revoking.commitTransaction();
    await revoking.release();
    await award;
    expect(await isNoted(credential!)).toBe(false);
  });

  it('an award to a learner of no such program does not wait', async () => {
    const program = await newProgramOfItsOwn();
    const another = await newProgramOfItsOwn();
    await unnote(await complete(await newLearner(), program));
    const stranger = await newLearner();
    await complete(stranger, another);
    await test.database.transaction(async (transaction) => {
      await clear(transaction, program);
      await earn('course', stranger, program.course);
    });
  });
});
