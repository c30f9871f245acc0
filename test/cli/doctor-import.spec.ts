import { beforeEach, describe, expect, it } from '@jest/globals';
import { useDoctor } from '../support/doctor-stage.js';

const stage = useDoctor();
const { doctor } = stage;

describe('cli doctor about imports from Open edX', () => {
  beforeEach(async () => {
    await stage.dataSource.query('delete from moving_run');
  });

  const begin = () =>
    stage.dataSource.query(
      `insert into moving_run (origin, site, started) values ('there', 'credentials.example.org', '2026-01-02T03:04:05Z')`,
    );

  it('says nothing where there was none, and when the last one ended', async () => {
    expect((await doctor()).out).not.toMatch(/^\w+ +import /m);
    await begin();
    await stage.dataSource.query(`update moving_run set finished = '2026-01-02T03:05:06Z'`);
    expect((await doctor()).out).toMatch(
      /^ok +import +the last one, of credentials\.example\.org, ended at 2026-01-02 03:05 UTC$/m,
    );
  });

  it('notes one that was broken off', async () => {
    await begin();
    expect((await doctor()).out).toMatch(
      /^note +import +the one of credentials\.example\.org that began at 2026-01-02 03:04 UTC has not ended\n +-> .*run import:openedx again/m,
    );
  });
});
