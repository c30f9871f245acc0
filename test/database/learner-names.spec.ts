import { beforeEach, describe, expect, it } from '@jest/globals';
import { claimQuestion, readNameState, storeNames } from '../../src/identity/names/names.sql.js';
import { nameIsAwaited, nameWaitUntil } from '../../src/identity/names/printed-name.js';
import { useOpenDatabase } from '../support/open-database.js';

describe('the question for the names of a learner', () => {
  const test = useOpenDatabase();
  let id: number;

  beforeEach(async () => {
    await sql('truncate users cascade');
    const [row] = await sql<{ id: number }>(`insert into users (username) values ('frida88') returning id`);
    id = row!.id;
  });

  const sql = <Row = unknown>(text: string) => test.dataSource.query<Row[]>(text);
  const claim = async () => (await test.database.run(claimQuestion, [id]))[0];
  const store = async (end: string, { name = null, verified = null, whole = true }: Answer = {}) =>
    (await test.database.run(storeNames, [id, end, 'frida88', name, verified, whole, '{"kind":"job"}']))[0]
      ?.name;
  const state = async () => {
    const [read] = await test.database.run(readNameState, [id]);
    const [row] = await sql<{ awaited: boolean }>(`select ${nameIsAwaited('users')} as awaited from users`);
    return { ...read, ...row };
  };
  /** Minutes until the next one, rounded. */
  const minutes = async () => {
    const [row] = await sql<{ minutes: number }>(
      `select round(extract(epoch from name_due_at - now()) / 60)::int as minutes from users`,
    );
    return row!.minutes;
  };

  interface Answer {
    readonly name?: string | null;
    readonly verified?: string | null;
    readonly whole?: boolean;
  }

  it('is taken by one of many who want it at once', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, claim));
    expect(claims.filter((one) => one !== undefined)).toEqual([
      { username: 'frida88', end: expect.any(String) },
    ]);
    expect(await state()).toEqual({ name: '', asking: true, answered: false, awaited: true });
  });

  it('is due again a day after an answer', async () => {
    const { end } = (await claim())!;
    expect(await store(end, { name: 'Frida', verified: '' })).toBe('Frida');
    expect(await state()).toEqual({ name: 'Frida', asking: false, answered: true, awaited: false });
    expect(await minutes()).toBe(1440);
    expect(await claim()).toBeUndefined();
    await sql('update users set name_due_at = now()');
    expect(await claim()).toBeDefined();
  });

  it('is due again after a growing time when it fails, with the part of the answer that came', async () => {
    const waits: number[] = [];
    for (let failure = 1; failure <= 11; failure += 1) {
      const { end } = (await claim())!;
      await store(end, { name: `Frida ${failure}`, whole: false });
      waits.push(await minutes());
      expect(await state()).toEqual({
        name: `Frida ${failure}`,
        asking: false,
        answered: false,
        awaited: false,
      });
      await sql('update users set name_due_at = now()');
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
    const { end } = (await claim())!;
    await store(end);
    expect([await minutes(), (await state()).name]).toEqual([1440, 'Frida 11']);
  });

  it('has one answer: a late one writes nothing, nor one for a learner who was renamed', async () => {
    const { end: late } = (await claim())!;
    await sql('update users set name_due_at = now()');
    const { end } = (await claim())!;
    expect(await store(late, { name: 'Late' })).toBeUndefined();
    await sql(`update users set username = 'frida89'`);
    expect(await store(end, { name: 'Frida' })).toBeUndefined();
    await sql(`update users set username = 'frida88'`);
    expect(await store(end, { name: 'Frida' })).toBe('Frida');
  });

  it('changes the time of the last change only together with a name', async () => {
    const modified = async () => (await sql<{ at: string }>('select modified::text as at from users'))[0]!.at;
    const before = await modified();
    await store((await claim())!.end, { name: '', verified: '' });
    expect(await modified()).toBe(before);
    await sql('update users set name_due_at = now()');
    await store((await claim())!.end, { name: 'Frida' });
    expect(await modified()).not.toBe(before);
  });

  it('keeps a mail waiting for an hour, while there is no name and no answer', async () => {
    /** Minutes, rounded, of a mail that could go since some minutes ago. */
    const wait = async (ago = 0) => {
      const since = `(now() - interval '${ago} minutes')`;
      const [row] = await sql<{ wait: number | null }>(
        `select round(${nameWaitUntil('users', since)} / 60000 - extract(epoch from now()) / 60)::int as wait from users`,
      );
      return row!.wait;
    };
    expect([await wait(), await wait(30), await wait(61)]).toEqual([1, 1, null]);
    const { end } = (await claim())!;
    expect(await wait()).toBe(1);
    await store(end, { whole: false });
    expect([await wait(), await wait(57), await wait(61)]).toEqual([5, 3, null]);
    const unknown = `full_name = '', staff_name = '', lms_name = '', name_answered_at = null, name_due_at = null`;
    for (const known of [
      `full_name = 'Frida'`,
      `staff_name = 'Frida'`,
      `lms_name = 'Frida'`,
      `name_answered_at = now()`,
      `name_due_at = '9999-12-31Z'`,
    ]) {
      await sql(`update users set ${known}`);
      expect(await wait()).toBeNull();
      await sql(`update users set ${unknown}`);
      expect(await wait()).toBe(1);
    }
  });

  it('is not asked while staff have set the name', async () => {
    await sql(`update users set staff_name = 'Frida of the Staff'`);
    expect(await claim()).toBeUndefined();
    expect((await state()).awaited).toBe(false);
  });
});
