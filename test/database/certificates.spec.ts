import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CertificatesService,
  ProgramCertificateDescription,
  ProgramCertificatesService,
} from '../../src/certificates/index.js';
import type { Transaction } from '../../src/platform/database/index.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const RUN = 'course-v1:TestX+AA101+1T2023';
const PROGRAM = '0e000000-0000-4000-8000-000000000001';

let test: TestApp;
let certificates: CertificatesService;

beforeAll(async () => {
  test = await createTestApp({ world: true });
  certificates = test.app.get(CertificatesService, { strict: false });
});

afterAll(() => test.close());

function transaction<T>(work: (open: Transaction) => Promise<T>): Promise<T> {
  return test.database.transaction(work);
}

function query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
  return test.dataSource.query<T[]>(sql, parameters);
}

describe('the certificate of a course run', () => {
  beforeEach(() => query('delete from course_certificate'));

  const forIssue = (key: string, mode?: string) =>
    transaction((open) => certificates.findOrCreateCourseCertificate(open, key, mode));
  const add = async (type: string, isActive: boolean) => {
    const [row] = await query<{ id: number }>(
      `insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
       select 1, key, id, $2, $3 from course_run where key = $1 returning id`,
      [RUN, type, isActive],
    );
    return row!.id;
  };

  it('is made in the mode that is given, and found again', async () => {
    const made = await forIssue(RUN, 'verified');
    expect(await query('select id, course_id, certificate_type, is_active from course_certificate')).toEqual([
      { id: made.id, course_id: RUN, certificate_type: 'verified', is_active: true },
    ]);
    expect(await forIssue(RUN, 'verified')).toEqual(made);
    expect(await forIssue(RUN)).toEqual(made);
    expect(await forIssue(RUN, 'honor')).toEqual(made);
  });

  it('serves any mode and any letter case of the key, as long as it is active', async () => {
    const honor = await add('honor', true);
    for (const key of [RUN, RUN.toLowerCase(), RUN.toUpperCase()]) {
      expect(await forIssue(key, 'verified')).toEqual({ id: honor });
      expect(await forIssue(key)).toEqual({ id: honor });
    }
    await query('update course_certificate set is_active = false');
    await expect(forIssue(RUN, 'masters')).rejects.toMatchObject({
      fields: {
        credential: { course_run_key: `No active CourseCertificate exists for course run [${RUN}]` },
      },
    });
  });

  it('is one, whichever modes many ask for at once', async () => {
    const modes = ['verified', 'honor', 'masters'];
    const found = await Promise.all(
      Array.from({ length: 30 }, (_, n) => forIssue(n % 2 === 0 ? RUN : RUN.toLowerCase(), modes[n % 3])),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(await query('select course_id from course_certificate')).toEqual([{ course_id: RUN }]);
  });

  it('needs a run that the catalog knows', async () => {
    await expect(forIssue('course-v1:No+Such+Run', 'verified')).rejects.toMatchObject({
      fields: {
        credential: {
          course_run_key:
            "CourseCertificate failed to create because the CourseRun course-v1:No+Such+Run doesn't exist in the catalog",
        },
      },
    });
  });

  it('needs a mode to be made in', async () => {
    await expect(forIssue(RUN)).rejects.toMatchObject({
      fields: { credential: { mode: ['This field is required.'] } },
    });
    await expect(forIssue(RUN, 'Not a mode')).rejects.toMatchObject({
      fields: { credential: { mode: ['"Not a mode" is not a valid choice.'] } },
    });
    expect(await query('select from course_certificate')).toEqual([]);
  });
});

describe('the certificate of a program', () => {
  const active = (uuid: string) =>
    transaction((open) => certificates.findActiveProgramCertificate(open, uuid));

  it('is found when it is active, and only then', async () => {
    expect(await active(PROGRAM)).toEqual(expect.any(Number));
    expect(await active('0e000000-0000-4000-8000-000000000004')).toBeUndefined();
    expect(await active('0e000000-0000-4000-8000-000000000005')).toBeUndefined();
    expect(await active('0e000000-0000-4000-8000-0000000000ff')).toBeUndefined();
  });
});

describe('describing who signs', () => {
  const image = Buffer.from('signature of Ada');

  const apply = (...signatories: [name: string, title: string][]) =>
    transaction((open) =>
      test.app.get(ProgramCertificatesService, { strict: false }).apply(open, [
        Object.assign(new ProgramCertificateDescription(), {
          program_uuid: PROGRAM,
          is_active: true,
          signatories: signatories.map(([name, title]) => ({ name, title })),
        }),
      ]),
    );
  const stored = () =>
    query<object>(
      `select signatory.name, signatory.title, image
         from signatory join program_certificate certificate on certificate.id = program_certificate_id
         join program on program.id = certificate.program_id where program.uuid = $1 order by position`,
      [PROGRAM],
    );

  beforeEach(() => apply());

  it('keeps their order, and the image with its name', async () => {
    await apply(['Ada', 'Dean'], ['Ben', 'Provost']);
    await query(`update signatory set image = $1, image_type = 'image/png' where name = 'Ada'`, [image]);
    await apply(['Ben', 'Provost'], ['Ada', 'Rector'], ['Cid', 'Bursar']);
    expect(await stored()).toEqual([
      { name: 'Ben', title: 'Provost', image: null },
      { name: 'Ada', title: 'Rector', image },
      { name: 'Cid', title: 'Bursar', image: null },
    ]);
    await apply(['Ada', 'Rector']);
    expect(await stored()).toEqual([{ name: 'Ada', title: 'Rector', image }]);
    await apply(['Eve', 'Rector']);
    expect(await stored()).toEqual([{ name: 'Eve', title: 'Rector', image: null }]);
  });

  it('lets two who sign change places together with their images', async () => {
    await apply(['Ada', 'Dean'], ['Ben', 'Provost']);
    const other = Buffer.from('signature of Ben');
    await query(`update signatory set image = $1, image_type = 'image/png' where name = 'Ada'`, [image]);
    await query(`update signatory set image = $1, image_type = 'image/jpeg' where name = 'Ben'`, [other]);
    await apply(['Ben', 'Provost'], ['Ada', 'Dean']);
    expect(await stored()).toEqual([
      { name: 'Ben', title: 'Provost', image: other },
      { name: 'Ada', title: 'Dean', image },
    ]);
  });

  it('counts a certificate as changed when who signs it changed', async () => {
    await apply(['Ada', 'Dean']);
    expect(await apply(['Ada', 'Dean'])).toEqual({ created: 0, changed: 0, unchanged: 1 });
    expect(await apply(['Ada', 'Rector'])).toEqual({ created: 0, changed: 1, unchanged: 0 });
    expect(await apply()).toEqual({ created: 0, changed: 1, unchanged: 0 });
    expect(await stored()).toEqual([]);
  });
});
