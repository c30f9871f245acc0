import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EarnedCertificatesService } from '../../src/credentials/index.js';
import { issue, MATHEMATICS } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const COURSE = { course_run_key: MATHEMATICS.run, mode: 'verified' };
const PROGRAM = { program_uuid: MATHEMATICS.program };

describe.each([true, false])('a revoked certificate with SHOW_REVOKED=%s', (shows) => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api', SHOW_REVOKED: String(shows) } });
  });

  afterAll(() => test.close());

  const find = (uuid: string) => test.app.get(EarnedCertificatesService, { strict: false }).find(uuid);
  const signature = (uuid: string) =>
    test.app.get(EarnedCertificatesService, { strict: false }).findSignature(uuid, 0);
  const revoke = (username: string, credential: object) =>
    issue(test, username, credential, { status: 'revoked' });
  const revokedAt = async (uuid: string) => {
    const [row] = await test.dataSource.query<{ time: Date }[]>(
      'select revoked_at as time from user_credential where uuid = $1',
      [uuid],
    );
    return row?.time;
  };

  it(`that was seen ${shows ? 'is found with the time' : 'is not found'}`, async () => {
    await issue(test, 'alice', COURSE);
    const uuid = await issue(test, 'alice', PROGRAM);
    const before = await find(uuid);
    expect(before).toMatchObject({ revoked: null });
    await revoke('alice', PROGRAM);
    const time = await revokedAt(uuid);
    expect(time).toBeInstanceOf(Date);
    expect(await find(uuid)).toEqual(
      shows ? { ...before, readAt: expect.any(Date), revoked: time } : undefined,
    );
    expect(await signature(uuid)).toBeUndefined();
    await issue(test, 'alice', PROGRAM);
    expect(await find(uuid)).toMatchObject({ revoked: null });
  });

  it('keeps the date of its issue, also when the courses on which it rested are revoked', async () => {
    const course = await issue(test, 'carol', COURSE);
    const uuid = await issue(test, 'carol', PROGRAM);
    await revoke('carol', COURSE);
    await revoke('carol', PROGRAM);
    const [program, part] = [await find(uuid), await find(course)];
    expect([program?.kind, part?.kind]).toEqual(shows ? ['program', 'course-run'] : [undefined, undefined]);
    if (!shows) return;
    expect(program!.issued).toBeInstanceOf(Date);
    expect(program!.issued <= program!.revoked!).toBe(true);
    expect(program!.courses).toEqual([]);
  });

  it('that nobody could see is not found', async () => {
    const never = await revoke('bob', COURSE);
    expect(await find(never)).toBeUndefined();
    const alone = await issue(test, 'bob', PROGRAM);
    await revoke('bob', PROGRAM);
    expect(await find(alone)).toBeUndefined();
  });
});
