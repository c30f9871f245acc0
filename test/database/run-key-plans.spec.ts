import { beforeAll, expect, it } from '@jest/globals';
import {
  findCourseCertificate,
  updateCourseCertificate,
  upsertCourseCertificate,
} from '../../src/certificates/course-certificate.sql.js';
import {
  findCertificateForIssue,
  insertCertificateForIssue,
  linkCourseRun,
  lockCourseRun,
} from '../../src/certificates/certificates.sql.js';
import { lockCredential } from '../../src/credentials/award.sql.js';
import { readCredentialByUuid } from '../../src/credentials/credential.sql.js';
import { readEarnedCertificate } from '../../src/credentials/earned-certificate.sql.js';
import { findCourseRun, upsertGrade } from '../../src/grades/grade.sql.js';
import type { Statement } from '../../src/platform/database/index.js';
import { genericPlan } from '../support/generic-plan.js';
import { useOpenDatabase } from '../support/open-database.js';

type AnyStatement = Statement<object, readonly unknown[]>;

const test = useOpenDatabase();

const KEY = `'COURSE-V1:BIGX+C7+R1'`;
const UUID = `'0a000000-0000-4000-8000-000000000001'`;

beforeAll(async () => {
  await test.dataSource.query(`
    insert into course (uuid, key, title) select gen_random_uuid(), 'BigX+C' || n, '' from generate_series(1, 3000) n;
    insert into course_run (uuid, key, course_id) select gen_random_uuid(), 'course-v1:' || key || '+R1', id from course;
    insert into course_certificate (site_id, course_id, course_run_id, certificate_type, is_active)
      select 1, key, id, 'verified', true from course_run;
    insert into users (username) select 'learner_' || n from generate_series(1, 3000) n;
    insert into user_credential (user_id, course_certificate_id, status)
      select users.id, certificate.id, 'awarded'
        from users join course_certificate certificate on certificate.id % 3000 = users.id % 3000;
    insert into former_credential_uuid (uuid, credential_id) select gen_random_uuid(), id from user_credential;
    analyze`);
});

it.each<[string, AnyStatement, readonly unknown[]]>([
  ['the certificate to issue', findCertificateForIssue, [KEY]],
  ['the run to lock', lockCourseRun, [KEY]],
  ['the certificate to link', linkCourseRun, [KEY]],
  ['the run of a new certificate', insertCertificateForIssue, [KEY, `'honor'`]],
  ['a certificate to read', findCourseCertificate, [KEY]],
  ['a certificate to configure', upsertCourseCertificate, [KEY, `'honor'`, 'null', 'true']],
  ['a certificate to change', updateCourseCertificate, [KEY, 'null', 'false', 'null', 'true']],
  ['a grade', upsertGrade, [`'learner_7'`, KEY, `'A'`, `'0.5'`, 'true', 'null', 'true', `'{}'`]],
  ['the run of a grade', findCourseRun, [KEY]],
  ['a credential', readCredentialByUuid, [`'http://localhost'`, UUID]],
  ['a credential to change', lockCredential, [UUID]],
  ['an earned certificate', readEarnedCertificate, [UUID, 'true']],
])('%s is found through indexes, whatever the letter case of the key', async (_, statement, values) => {
  const plan = await genericPlan(test.dataSource, statement, values);
  expect(plan).toMatch(/Index/);
  expect(plan).not.toMatch(
    /Seq Scan on (course_run|course_certificate|user_credential|former_credential_uuid|users)\b/,
  );
});
