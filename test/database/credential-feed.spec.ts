import { beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { READS } from '../../src/credentials/credential.sql.js';
import { feedSettled } from '../support/feed-settled.js';
import { useOpenDatabase } from '../support/open-database.js';

interface Item {
  readonly uuid: string;
  readonly download_url: string | null;
}

describe('the feed of changes', () => {
  const test = useOpenDatabase();

  beforeAll(async () => {
    await test.dataSource.query(`
      insert into users (username) select 'learner_' || n from generate_series(1, 40) n;
      insert into course_certificate (site_id, course_id, certificate_type, is_active)
        values ((select id from site), 'R1', 'verified', true);
      insert into user_credential (user_id, course_certificate_id, status)
        select u.id, (select id from course_certificate), 'awarded' from users u`);
  });

  /** The rest of the feed: the latest state of each credential, and where to go on. */
  const read = async (cursor: string): Promise<{ items: Item[]; cursor: string }> => {
    const items: Item[] = [];
    for (let at = cursor; ;) {
      const address = '/credentials/?order=modified&page_size=7';
      const request = {
        publicUrl: 'http://x',
        address,
        cursor: at,
        pageSize: '7',
        order: 'modified',
      } as const;
      const page = JSON.parse(await READS.credentialWalk.read(test.database, request, {}, 'http://x')) as {
        next: string | null;
        cursor: string;
        results: Item[];
      };
      items.push(...page.results);
      at = page.cursor;
      if (page.next === null) return { items, cursor: at };
    }
  };

  /** The same once everything is there that is committed. */
  const readAll = async (cursor = '') => {
    await feedSettled(test.dataSource);
    return read(cursor);
  };

  const client = async () => {
    const opened = new pg.Client(test.url);
    await opened.connect();
    return opened;
  };

  const touch = (id: number) =>
    `update user_credential set modified = now() where user_id = (select id from users where username = 'learner_${id}')`;

  const nameOf = async (items: readonly Item[]) =>
    (
      await test.dataSource.query<{ username: string }[]>(
        `select username from user_credential c join users u on u.id = c.user_id
          where c.uuid = any($1) order by array_position($1, c.uuid)`,
        [items.map(({ uuid }) => uuid)],
      )
    ).map(({ username }) => username);

  it('has what a transaction wrote that began first and commits last, though others were read meanwhile', async () => {
    const { cursor: start } = await readAll();
    const [early, late] = [await client(), await client()];
    await early.query('begin');
    await early.query(touch(1));
    await late.query(touch(2));
    // The early one could still change what was read: the feed waits for it.
    const during = await read(start);
    expect(during.items).toEqual([]);
    await early.query('commit');
    const after = await readAll(during.cursor);
    expect(await nameOf(after.items)).toEqual(['learner_1', 'learner_2']);
    await Promise.all([early.end(), late.end()]);
  });

  it('does not wait for a transaction that only reads, nor for what was rolled back', async () => {
    const { cursor: start } = await readAll();
    const reader = await client();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select count(*) from user_credential');
    const writer = await client();
    await writer.query('begin');
    await writer.query(touch(3));
    await writer.query('rollback');
    await writer.query(touch(4));
    expect(await nameOf((await readAll(start)).items)).toEqual(['learner_4']);
    await Promise.all([reader.end(), writer.end()]);
  });

  it('has a change whose transaction began before the one of the change before it', async () => {
    const early = await client();
    await early.query('begin');
    await early.query('select now()');
    await test.dataSource.query(touch(5));
    const { cursor } = await readAll();
    await early.query(touch(5));
    await early.query('commit');
    expect(await nameOf((await readAll(cursor)).items)).toEqual(['learner_5']);
    await early.end();
  });

  it('gives a follower the last state of every credential while eight writers commit out of order', async () => {
    let { cursor } = await readAll();
    const followed = new Map<string, string | null>();
    const writing = { isOn: true };
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const connection = await client();
      for (let round = 0; round < 25; round += 1) {
        await connection.query('begin');
        // In the order of ids, so that no two writers wait for each other.
        const first = (writer * 7 + round * 3) % 38;
        for (const offset of [1, 2]) {
          await connection.query(
            `update user_credential set modified = now(), download_url = $1
              where user_id = (select id from users where username = $2)`,
            [`https://x.example/${writer}/${round}`, `learner_${first + offset}`],
          );
          if (round % 4 === writer % 4) await connection.query('select pg_sleep(0.01)');
        }
        await connection.query(round % 5 === 0 ? 'rollback' : 'commit');
      }
      await connection.end();
    });
    const follower = (async () => {
      while (writing.isOn) {
        const { items, cursor: next } = await read(cursor);
        for (const { uuid, download_url } of items) followed.set(uuid, download_url);
        cursor = next;
      }
    })();
    await Promise.all(writers);
    writing.isOn = false;
    await follower;
    const rest = await readAll(cursor);
    for (const { uuid, download_url } of rest.items) followed.set(uuid, download_url);
    const stored = await test.dataSource.query<Item[]>(
      `select uuid, download_url from user_credential where download_url is not null`,
    );
    expect(stored.length).toBeGreaterThan(20);
    for (const { uuid, download_url } of stored) expect(followed.get(uuid)).toBe(download_url);
  });

  it('goes on above the numbers that a backup brought from another database', async () => {
    const { cursor: before } = await readAll();
    await test.dataSource.query(`
      alter table user_credential disable trigger user_credential_change_tg;
      update user_credential set change = change + 1000000
       where user_id = (select id from users where username = 'learner_9');
      alter table user_credential enable trigger user_credential_change_tg`);
    const goOn = async () =>
      (await test.dataSource.query<{ raised: boolean }[]>('select credential_changes_go_on() as raised'))[0];
    expect(await goOn()).toEqual({ raised: true });
    expect(await goOn()).toEqual({ raised: false });
    await test.dataSource.query(touch(10));
    const { items } = await readAll(before);
    expect((await nameOf(items)).slice(-2)).toEqual(['learner_9', 'learner_10']);
  });
});
