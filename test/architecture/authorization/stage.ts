import { Agent, type RequestOptions, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { issue, MATHEMATICS } from '../../support/certificates.js';
import { createTestApp, type TestApp } from '../../support/test-app.js';
import { signInCallers } from './callers.js';
import type { Cell } from './cells.js';
import { servedRoutes } from './served-routes.js';
import type { Row } from './table.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The application with the objects that the calls name, and everybody signed in. */
export interface Stage {
  /** The operations that the application serves. */
  readonly routes: readonly string[];
  send(cell: Cell): Promise<Answer>;
  /** Brings back the objects that earlier calls changed. */
  renew(): Promise<void>;
  /** A digest of each table: equal ones mean that nothing was changed. */
  tables(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const HEX = MATHEMATICS.program.replaceAll('-', '');
const TEMPLATE = 'type:micromasters';

export async function openStage(): Promise<Stage> {
  const test = await createTestApp({ world: true, env: { ROLE: 'api' } });
  let values = await createObjects(test);
  const headers = await signInCallers(test);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const { hostname, port } = new URL(test.base);
  // A row's value may name another one: uuid is a shared record in one call, a program in another.
  const fill = (text: string, path: Readonly<Record<string, string>> = {}): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = path[name] ?? values[name];
      if (value === undefined) throw new Error(`the stage has no value for {${name}} of ${text}`);
      return /^\{\w+\}$/.test(value) ? fill(value) : encodeURIComponent(value);
    });
  const addressOf = ({ operation, path, query = '' }: Row): string => {
    const pattern = operation.split(' ')[1]!;
    const own = { ...(pattern.startsWith('/records/api/') && { uuid: MATHEMATICS.program }), ...path };
    return fill(pattern, own) + query;
  };
  return {
    routes: servedRoutes(test.app.getHttpAdapter().getInstance()),
    send: ({ row, method, caller, headers: more }) => {
      const { body, type = 'application/json' } = row;
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const framing =
        text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) };
      const all = { ...headers[caller], ...framing, ...more };
      const options = { agent, hostname, port, path: addressOf(row), method, headers: all };
      return exchange(options, text);
    },
    renew: async () => {
      values = await createObjects(test);
    },
    tables: () => digests(test),
    close: async () => {
      agent.destroy();
      await test.close();
    },
  };
}

function exchange(options: RequestOptions, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest(options, (response) => {
      const { statusCode: status = 0 } = response;
      buffer(response).then((bytes) => resolve({ status, body: bytes.toString() }), reject);
    })
      .on('error', reject)
      .end(body);
  });
}

/** Creates what the calls name. @returns the values of paths by their names */
async function createObjects(test: TestApp): Promise<Record<string, string>> {
  const root = (method: 'post' | 'put', path: string, body: object | string, type = 'application/json') =>
    test.request[method](path)
      .set({ Authorization: test.as('root'), 'Content-Type': type })
      .send(body);
  const run = { course_run_key: MATHEMATICS.run, mode: 'verified' };
  const uuid = await issue(test, 'alice', run);
  const page = await issue(test, 'alice', { program_uuid: MATHEMATICS.program });
  const grade = { username: 'alice', course_run: MATHEMATICS.run, letter_grade: 'A', percent_grade: 0.9 };
  const grades = await root('post', '/api/v2/grades/', { ...grade, verified: true }).expect(201);
  const record = `/records/programs/${HEX}`;
  const shared = await root('post', `${record}/share/`, { username: 'alice' }).expect(({ ok }) => ok);
  const sent = await notificationId(test);
  if (sent === undefined)
    await root('post', `${record}/send/`, { username: 'alice', pathway_id: 1 }).expect(200);
  const certificate = `/api/v2/admin/program_certificates/${MATHEMATICS.program}`;
  const image = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>';
  await root('put', `${certificate}/signatories/0/image/`, image, 'image/svg+xml').expect(200);
  for (const logo of ['site', 'organizations/0a000000-0000-4000-8000-000000000001'])
    await root('put', `/api/v2/admin/${logo}/logo/`, image, 'image/svg+xml').expect(200);
  const [logo] = await test.dataSource.query<{ digest: string }[]>(
    'select image_digest as digest from site_logo',
  );
  const content = `/api/v2/admin/course_certificates/${MATHEMATICS.run}`;
  const signatories = [{ name: 'Grace Hopper', title: 'Dean' }];
  await root('put', `${content}/`, { signatories }).expect(200);
  await root('put', `${content}/signatories/0/image/`, image, 'image/svg+xml').expect(200);
  const template = { subject: 'S', text: 'T', html: '<p>H</p>', enabled: true };
  await root('put', `/api/v2/admin/completion_mail_templates/${TEMPLATE}/`, template).expect(({ ok }) => ok);
  const key = {
    name: 'K',
    permissions: ['credentials.view_usercredential'],
    programs: [MATHEMATICS.program],
  };
  const managed = await root('post', '/api/v2/admin/api_keys/', key).expect(201);
  const hook = { url: 'https://hooks.example/', events: ['record_sent'], enabled: false };
  const webhook = await root('post', '/api/v2/admin/webhooks/', hook).expect(201);
  return {
    uuid,
    webhook: (webhook.body as { uuid: string }).uuid,
    managedKey: (managed.body as { id: string }).id,
    hex: HEX,
    page: page.replaceAll('-', ''),
    id: String((grades.body as { id: number }).id),
    shared: /[0-9a-f]{32}/.exec(JSON.stringify(shared.body))![0],
    notification: sent ?? (await notificationId(test))!,
    mail: (await completionMailId(test))!,
    course_id: MATHEMATICS.run,
    course_run_key: MATHEMATICS.run,
    position: '0',
    digest: logo!.digest,
    name: 'eb-garamond-latin-400-normal.woff2',
    username: 'alice',
    program_uuid: MATHEMATICS.program,
    key: TEMPLATE,
    organization: '0a000000-0000-4000-8000-000000000001',
    course: '0c000000-0000-4000-8000-000000000001',
    run: '0d000000-0000-4000-8000-000000000011',
    pathway: '0f000000-0000-4000-8000-000000000001',
    new: '0b000000-0000-4000-8000-000000000099',
  };
}

async function notificationId({ dataSource }: TestApp): Promise<string | undefined> {
  const [row] = await dataSource.query<{ id: string }[]>(
    'select id::text from pathway_notification order by 1 limit 1',
  );
  return row?.id;
}

async function completionMailId({ dataSource }: TestApp): Promise<string | undefined> {
  const [row] = await dataSource.query<{ id: string }[]>(
    `select id::text from outbox where subscriber = 'completion-mail' order by 1 limit 1`,
  );
  return row?.id;
}

async function digests({ dataSource }: TestApp): Promise<Record<string, string>> {
  const tables = await dataSource.query<{ name: string }[]>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce(string_agg(t::text, ';' order by t::text), '')) as digest from "${name}" t`,
  );
  const rows = await dataSource.query<{ name: string; digest: string }[]>(each.join(' union all '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
