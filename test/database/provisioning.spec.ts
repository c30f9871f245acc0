import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ProvisioningError,
  ProvisioningService,
  type ProvisioningSummary,
} from '../../src/provisioning/index.js';
import { UsersService } from '../../src/identity/index.js';
import { RetirementService } from '../../src/retirement/index.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { readWorld } from '../support/template-database.js';

type Json = Record<string, unknown>;

let test: TestApp;
let service: ProvisioningService;
let world: Json;

/** An installation for the tests of one block. */
function useEmptyInstallation(): void {
  beforeAll(async () => {
    test = await createTestApp();
    service = test.app.get(ProvisioningService, { strict: false });
    world = (await readWorld()) as Json;
  });

  afterAll(() => test.close());
}

function copy(): Json {
  return structuredClone(world);
}

/** Sets a value at a path such as `users.0.username`. */
function wrong(changes: Record<string, unknown>): Json {
  const json = copy();
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce<Json>((part, key) => part[key] as Json, json);
    parent[last] = value;
  }
  return json;
}

async function problems(json: unknown): Promise<string[]> {
  const error: unknown = await service.provision(json).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProvisioningError);
  return (error as ProvisioningError).problems.map(({ path, message }) => `${path}: ${message}`);
}

async function fingerprint(): Promise<unknown> {
  return test.dataSource.query(
    `select (select json_agg(s order by s) from (select (s.*)::text s from site s) s) site,
            (select json_agg(u.username order by u.id) from users u) users,
            (select json_agg(p.permission order by p) from user_permission p) permissions,
            (select json_agg(p.uuid order by p.id) from program p) programs,
            (select json_agg((c.*)::text order by c.id) from program_certificate c) certificates,
            (select json_agg((s.*)::text order by s.id) from signatory s) signatories`,
  );
}

function totals({ sections }: ProvisioningSummary, outcome: 'created' | 'changed' | 'unchanged'): number {
  return Object.values(sections).reduce((sum, tally) => sum + tally[outcome], 0);
}

describe('provisioning an empty installation', () => {
  useEmptyInstallation();

  it('with a dry run tells what it would do and does nothing', async () => {
    const before = await fingerprint();
    const summary = await service.provision(world, { dryRun: true });
    expect(summary.dryRun).toBe(true);
    expect(summary.sections.users).toEqual({ created: 15, changed: 0, unchanged: 0 });
    expect(await fingerprint()).toEqual(before);
  });

  it('names the path of everything that is wrong at once and changes nothing', async () => {
    const before = await fingerprint();
    expect(
      await problems(
        wrong({
          sites: {},
          'site.platform_name': 7,
          'site.partner_from_address': 'a@b.example\r\nBcc: c@d.example',
          'users.3.permissions': ['credentials.fly'],
          'users.4.claims.user_id': 0,
          'users.5.claims.mail': 'x@y.example',
          'users.6.username': 'dele\nter',
          'catalog.courses.1.course_runs.0.key': 17,
          'catalog.programs.0.courses.0.course_runs.1': {},
          'program_certificates.0.signatories.0.name': '',
          'program_certificates.1.language': 'klingon!',
        }),
      ),
    ).toEqual([
      'sites: unknown key',
      'users[5].claims.mail: unknown key',
      'site.platform_name: must be text',
      'site.partner_from_address: must be one bare mail address',
      'users[3].permissions[0]: must be the name of a permission',
      'users[4].claims.user_id: must be a whole number from 1 to 9007199254740991',
      'users[6].username: must be free of control characters, of U+FFFD and of blanks around it',
      'catalog.courses[1].course_runs[0].key: must be text',
      'catalog.programs[0].courses[0].course_runs[1].uuid: is missing',
      'program_certificates[0].signatories[0].name: must not be empty',
      'program_certificates[1].language: must be a language such as en or es-419',
    ]);
    expect(await fingerprint()).toEqual(before);
  });

  it('names what is given twice and what does not exist', async () => {
    const before = await fingerprint();
    expect(
      await problems(
        wrong({
          'users.1.username': 'ADMIN',
          'users.2.claims.user_id': 1,
          'catalog.programs.0.courses.0.course_runs.0.uuid': '0d000000-0000-4000-8000-0000000000ff',
          'program_certificates.1.program_uuid': '0e000000-0000-4000-8000-0000000000ff',
          'program_certificates.2.program_uuid': '0e000000-0000-4000-8000-000000000001',
        }),
      ),
    ).toEqual([
      'users[1].username: an earlier user has this name',
      'users[2].claims.user_id: an earlier user has this number',
      'catalog.programs[0].courses[0].course_runs[0].uuid: no course run has this uuid',
      'program_certificates[2].program_uuid: an earlier certificate is for this program',
      'program_certificates[1].program_uuid: no program has this uuid',
    ]);
    expect(await fingerprint()).toEqual(before);
  });

  it('names groups that do not exist', async () => {
    const before = await fingerprint();
    expect(await problems(wrong({ 'users.3.groups': ['Admins', 'Emperors'] }))).toEqual([
      'users[3].groups: "Emperors" is not a group; there are: Admins.',
    ]);
    expect(await fingerprint()).toEqual(before);
  });

  it.each([[null], [[]], ['text']])('refuses %j as a description', async (json) => {
    expect(await problems(json)).toEqual([': must be an object']);
  });
});

describe('provisioning the world', () => {
  let first: ProvisioningSummary;

  useEmptyInstallation();

  beforeAll(async () => {
    first = await service.provision(world);
  });

  it('makes it, and changes nothing when it is applied again', async () => {
    expect(first.sections).toMatchObject({
      site: { created: 0, changed: 1, unchanged: 0 },
      users: { created: 15, changed: 0, unchanged: 0 },
      service_users: { created: 0, changed: 0, unchanged: 2 },
      'catalog.organizations': { created: 2, changed: 0, unchanged: 0 },
      'catalog.course_runs': { created: 4, changed: 0, unchanged: 0 },
      program_certificates: { created: 6, changed: 0, unchanged: 0 },
    });
    const before = await fingerprint();
    const second = await service.provision(world);
    expect([totals(second, 'created'), totals(second, 'changed')]).toEqual([0, 0]);
    expect(totals(second, 'unchanged')).toBe(totals(first, 'created') + totals(first, 'changed') + 2);
    expect(await fingerprint()).toEqual(before);
  });

  it('gives users their rights and takes those away that are no longer named', async () => {
    const user = (permissions: string[]) => ({ users: [{ username: 'viewer', permissions }] });
    const rights = async () => {
      const sql = `select permission from user_permission join users on users.id = user_id where username = 'viewer'`;
      return (await test.dataSource.query<{ permission: string }[]>(sql)).map(({ permission }) => permission);
    };
    expect(await rights()).toEqual(['credentials.view_usercredential']);
    const { sections } = await service.provision(user(['records.add_usergrade']));
    expect(sections.users).toEqual({ created: 0, changed: 1, unchanged: 0 });
    expect(await rights()).toEqual(['records.add_usergrade']);
    await service.provision(user(['credentials.view_credential']));
    expect(await rights()).toEqual(['credentials.view_usercredential']);
  });

  it('gives learners the name that is printed, and takes it away', async () => {
    const provision = async (more: object) =>
      (await service.provision({ users: [{ username: 'viewer', ...more }] })).sections.users;
    const name = async () => {
      const rows: unknown = await test.dataSource.query(
        `select staff_name from users where username = 'viewer'`,
      );
      return rows;
    };
    const changed = { created: 0, changed: 1, unchanged: 0 };
    const unchanged = { created: 0, changed: 0, unchanged: 1 };
    expect(await provision({ certificate_name: 'Vera Viewer' })).toEqual(changed);
    expect(await provision({ certificate_name: 'Vera Viewer' })).toEqual(unchanged);
    expect(await provision({})).toEqual(unchanged);
    expect(await name()).toEqual([{ staff_name: 'Vera Viewer' }]);
    expect(await provision({ certificate_name: ' ' })).toEqual(changed);
    expect(await name()).toEqual([{ staff_name: '' }]);
    expect(await problems({ users: [{ username: 'viewer', certificate_name: 'two\nlines' }] })).toEqual([
      'users[0].certificate_name: must be free of control characters',
    ]);
  });

  it('fills nobody again whom staff retired, and says so', async () => {
    const gone = {
      username: 'gone_1',
      active: true,
      claims: { email: 'gone@learners.example', full_name: 'Gone Girl', user_id: 991 },
      certificate_name: 'Dr Gone Girl',
      permissions: ['records.add_usergrade'],
    };
    const retirement = test.app.get(RetirementService, { strict: false });
    await service.provision({ users: [{ ...gone, username: 'leaver' }] });
    await retirement.retire(undefined, 'leaver', { as: 'gone_1' });
    const people = () => test.dataSource.query<unknown[]>(`select * from users where username = 'gone_1'`);
    const before = await people();
    const service_users = { learner_status_worker: 'status_worker', username_replacement_worker: 'gone_1' };
    const { sections, warnings } = await service.provision({
      users: [{ username: 'viewer' }, { ...gone, username: 'GONE_1' }],
      service_users,
    });
    expect(sections.users).toEqual({ created: 0, changed: 0, unchanged: 2 });
    expect(warnings.slice(1)).toEqual([
      'users[1] is retired and stays as it is; take it out of the description',
      'service_users.username_replacement_worker is retired and stays as it is; take it out of the description',
    ]);
    expect(await people()).toEqual(before);
  });

  it('fills nobody whom staff retired and the LMS renamed since', async () => {
    await service.provision({ users: [{ username: 'leaver_2' }] });
    await test.app.get(RetirementService, { strict: false }).retire(undefined, 'leaver_2', { as: 'gone_2' });
    await test.app.get(UsersService, { strict: false }).rename('gone_2', 'gone_3');
    const { warnings } = await service.provision({
      users: [{ username: 'gone_3', claims: { full_name: 'Gone Girl' } }],
    });
    expect(warnings).toEqual(['users[0] is retired and stays as it is; take it out of the description']);
  });

  it('leaves sections alone that are absent', async () => {
    const before = await fingerprint();
    const summary = await service.provision({ about: 'nothing to do' });
    expect([totals(summary, 'created'), totals(summary, 'changed'), totals(summary, 'unchanged')]).toEqual([
      0, 0, 0,
    ]);
    expect(await fingerprint()).toEqual(before);
  });

  it('makes service users who are not among the users, and warns when the environment names others', async () => {
    const { sections, warnings } = await service.provision({
      service_users: {
        learner_status_worker: 'another_worker',
        username_replacement_worker: 'replacement_worker',
      },
    });
    expect(sections.service_users).toEqual({ created: 1, changed: 0, unchanged: 1 });
    expect(warnings).toEqual([
      'service_users.learner_status_worker is "another_worker" but LEARNER_STATUS_WORKER is "status_worker"; the variable is what counts',
    ]);
  });

  it('writes the certificates of programs with who signs them', async () => {
    expect(
      await test.dataSource.query(
        `select c.title, c.use_org_name, c.language, s.name, s.title as role
           from program_certificate c join program p on p.id = c.program_id left join signatory s on s.program_certificate_id = c.id
          where p.uuid in ('0e000000-0000-4000-8000-000000000001', '0e000000-0000-4000-8000-000000000002') order by p.uuid`,
      ),
    ).toEqual([
      { title: '', use_org_name: false, language: 'en', name: 'Grace Hopper', role: 'Dean of Mathematics' },
      { title: 'Certified Carpenter', use_org_name: true, language: 'es-419', name: null, role: null },
    ]);
  });
});
