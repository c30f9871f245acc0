import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { ADMIN } from '../support/administration.js';
import { FakeDiscovery } from '../support/fake-discovery.js';
import { JPEG, PNG } from '../support/images.js';
import { readWorld } from '../support/template-database.js';
import { CatalogSyncService, type SyncOptions } from '../../src/catalog/index.js';
import { command } from '../support/command-line.js';
import { CONFORMANCE_ENV, createTestApp, type TestApp } from '../support/test-app.js';

const TESTX = '0a000000-0000-4000-8000-000000000001';
const PLACE = `organizations (TestX ${TESTX}): certificate_logo_image_url`;
const LEFT = 'the logo is left as it was';

const sends =
  (body: Buffer | string, type = 'image/png') =>
  (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': type }).end(body);
const redirects = (location: string) => (response: ServerResponse) =>
  void response.writeHead(302, { location }).end();

let discovery: FakeDiscovery;
let cdn: FakeDiscovery;
let foreign: FakeDiscovery;
let app: TestApp;

beforeAll(async () => {
  [discovery, cdn, foreign] = await Promise.all([
    FakeDiscovery.start(),
    FakeDiscovery.start(),
    FakeDiscovery.start(),
  ]);
  app = await createTestApp({ env: { ...discovery.env, LOGO_ORIGINS: cdn.origin, ROLE: 'api' } });
});

afterAll(async () => {
  await app.close();
  await Promise.all([discovery.stop(), cdn.stop(), foreign.stop()]);
});

beforeEach(async () => {
  discovery.lists = ((await readWorld()) as { catalog: FakeDiscovery['lists'] }).catalog;
  for (const server of [discovery, cdn, foreign]) {
    server.media.clear();
    server.media.set('/logo.png', sends(PNG));
    server.mediaHeaders.length = 0;
    server.requests.length = 0;
  }
  await app.dataSource.query('truncate organization, course, program, pathway, catalog_sync cascade');
});

const sync = (options: SyncOptions = {}) => app.app.get(CatalogSyncService, { strict: false }).sync(options);
const name = (url: string | null) =>
  Object.assign(discovery.lists.organizations[0] as object, { certificate_logo_image_url: url });
const stored = async () =>
  app.dataSource.query<{ type: string; source: string | null; digest: string }[]>(
    'select image_type as type, source_url as source, image_digest as digest from organization_logo',
  );
const digestOf = (image: Buffer) => createHash('sha256').update(image).digest('hex');
const upload = (image: Buffer) =>
  app.request
    .put(`${ADMIN}/organizations/${TESTX}/logo/`)
    .set('Authorization', app.as('admin'))
    .set('Content-Type', 'image/jpeg')
    .send(image);
const cli = (...args: string[]) =>
  command({ ...CONFORMANCE_ENV, ...discovery.env, DATABASE_URL: app.databaseUrl }, 'catalog:sync', ...args);

describe('a logo that the catalog names', () => {
  it('is fetched once, without a token, from the origin of the catalog', async () => {
    name('/logo.png');
    const first = await sync();
    expect([first.logos, first.leftOut, first.warnings]).toEqual([{ fetched: 1, removed: 0 }, [], []]);
    const source = `${discovery.origin}/logo.png`;
    expect(await stored()).toEqual([{ type: 'image/png', source, digest: digestOf(PNG) }]);
    expect((await sync()).logos).toEqual({ fetched: 0, removed: 0 });
    expect(discovery.mediaHeaders.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it('is fetched from an allowed origin, and again when its address changes', async () => {
    name(`${discovery.origin}/logo.png`);
    await sync();
    cdn.media.set('/other', sends(JPEG, 'text/html'));
    name(`${cdn.origin}/other`);
    expect((await sync()).logos).toEqual({ fetched: 1, removed: 0 });
    // Its content says that it is a JPEG, whatever the header says.
    expect(await stored()).toEqual([
      { type: 'image/jpeg', source: `${cdn.origin}/other`, digest: digestOf(JPEG) },
    ]);
  });

  it('is not fetched from any other origin, which is named with the setting, and is no failure', async () => {
    name(`${foreign.origin}/logo.png`);
    Object.assign(discovery.lists.organizations[1] as object, {
      certificate_logo_image_url: `${foreign.origin}/2.png`,
    });
    const { leftOut, warnings } = await sync();
    expect([leftOut, foreign.requests, await stored()]).toEqual([[], [], []]);
    expect(warnings).toEqual([
      `2 logos at ${foreign.origin} not fetched: add this origin to LOGO_ORIGINS if it may be asked`,
    ]);
    const { code, err } = await cli();
    expect([code, err]).toEqual([0, expect.stringContaining(`warning: ${warnings[0]!}`)]);
  });

  it.each<[string, () => ((response: ServerResponse) => void) | undefined, () => string]>([
    ['is not there', () => undefined, () => 'status 404'],
    [
      'redirects to a foreign origin',
      () => redirects(`${foreign.origin}/logo.png`),
      () => `${foreign.origin} is no origin that pictures may come from`,
    ],
    ['redirects without end', () => redirects('/own.png'), () => 'more than 3 redirects'],
    ['is larger than a megabyte', () => sends(Buffer.alloc(5_000_000)), () => 'larger than 1048576 bytes'],
    ['is HTML', () => sends('<html><body>Sign in</body></html>'), () => 'The body is no SVG'],
    ['is half a picture', () => sends(PNG.subarray(0, 40)), () => 'The body is no whole PNG'],
    ['is nothing', () => sends(''), () => 'It is neither PNG, JPEG nor SVG'],
    ['breaks off', () => (response) => response.destroy(), () => 'GET '],
  ])(
    'stops nothing when it %s: the report names it, and the next sync tries again',
    async (_, answer, reason) => {
      name('/own.png');
      const media = answer();
      if (media !== undefined) discovery.media.set('/own.png', media);
      const { warnings, leftOut, kinds } = await sync();
      expect(kinds.organizations.added).toHaveLength(2);
      expect(leftOut).toEqual([]);
      expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${RegExp.escape(PLACE)}: .*; ${LEFT}$`))]);
      expect(warnings[0]).toContain(reason());
      expect(foreign.requests).toEqual([]);
      const { code, err } = await cli();
      expect([code, err]).toEqual([0, expect.stringContaining(`warning: ${warnings[0]!}`)]);

      discovery.media.set('/own.png', sends(PNG));
      expect((await sync()).logos).toEqual({ fetched: 1, removed: 0 });
      expect(await stored()).toHaveLength(1);
    },
  );

  it('stops nothing when SQL by hand gave it an address that cannot be read', async () => {
    await app.dataSource.query(
      `insert into organization (uuid, key, name, certificate_logo_image_url)
       values ('0a000000-0000-4000-8000-0000000000ff', 'Own', 'Own', 'http://[')`,
    );
    name('/logo.png');
    const { logos, warnings } = await sync();
    expect(logos).toEqual({ fetched: 1, removed: 0 });
    expect(warnings).toEqual([
      expect.stringMatching(/^organizations \(Own .*: the address cannot be read; /),
    ]);
  });

  it('follows a redirect to an allowed origin, and keeps the address of the catalog', async () => {
    name('/moved.png');
    discovery.media.set('/moved.png', redirects(`${cdn.origin}/logo.png`));
    expect((await sync()).warnings).toEqual([]);
    expect(await stored()).toMatchObject([{ source: `${discovery.origin}/moved.png` }]);
  });

  it('is removed when the catalog names none any more, and when the organization goes', async () => {
    name('/logo.png');
    await sync();
    name(null);
    expect((await sync()).logos).toEqual({ fetched: 0, removed: 1 });
    expect(await stored()).toEqual([]);
    name('/logo.png');
    await sync();
    await app.dataSource.query('truncate course, program, pathway cascade');
    await app.dataSource.query('delete from organization');
    expect(await stored()).toEqual([]);
  });

  it('stays when another one that is named is no picture', async () => {
    name('/logo.png');
    await sync();
    name('/broken.png');
    discovery.media.set('/broken.png', sends('no picture'));
    expect((await sync()).warnings).toHaveLength(1);
    expect(await stored()).toMatchObject([{ digest: digestOf(PNG) }]);
  });

  it('is not fetched in a dry run', async () => {
    name('/logo.png');
    const { logos, leftOut } = await sync({ dryRun: true });
    expect([logos, leftOut, discovery.mediaHeaders]).toEqual([{ fetched: 0, removed: 0 }, [], []]);
  });
});

describe('a logo that staff uploaded', () => {
  it('survives every sync, until it is deleted: then the next one fetches again', async () => {
    name('/logo.png');
    await sync();
    await upload(JPEG).expect(200);
    name(`${cdn.origin}/logo.png`);
    expect((await sync()).logos).toEqual({ fetched: 0, removed: 0 });
    name(null);
    expect((await sync()).logos).toEqual({ fetched: 0, removed: 0 });
    expect(await stored()).toEqual([{ type: 'image/jpeg', source: null, digest: digestOf(JPEG) }]);

    name('/logo.png');
    await app.request
      .delete(`${ADMIN}/organizations/${TESTX}/logo/`)
      .set('Authorization', app.as('admin'))
      .expect(204);
    expect((await sync()).logos).toEqual({ fetched: 1, removed: 0 });
  });

  it('counts also when it comes while another one is fetched', async () => {
    name('/logo.png');
    discovery.media.set('/logo.png', (response) => {
      void upload(JPEG).then(() => sends(PNG)(response));
    });
    // The organization must be there for an upload: its import comes before the fetch.
    expect((await sync()).logos).toEqual({ fetched: 0, removed: 0 });
    expect(await stored()).toMatchObject([{ source: null, digest: digestOf(JPEG) }]);
  });
});
