import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SiteLogoService } from '../../src/identity/index.js';
import { ThemeLogo } from '../../src/identity/site/theme-logo.js';
import { ADMIN } from '../support/administration.js';
import { FakeDiscovery } from '../support/fake-discovery.js';
import { bytes, JPEG, PNG } from '../support/images.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

let server: FakeDiscovery;
let test: TestApp;
const others: TestApp[] = [];

beforeEach(async () => {
  server = await FakeDiscovery.start();
  server.media.set('/logo', (response) => void response.end(PNG));
  test = await createTestApp({ env: { ROLE: 'api' } });
  // Its start removes a fetched logo, which must not be that of another process.
  await test.app.get(ThemeLogo, { strict: false }).settled();
});

afterEach(async () => {
  for (const app of others.splice(0)) await app.close();
  await test.close();
  await server.stop();
});

/** Another process of the installation, whose start has had its time. */
async function started(env: Record<string, string>, log?: (line: string) => void): Promise<TestApp> {
  const { databaseUrl } = test;
  const app = await createTestApp({
    databaseUrl,
    env: { ROLE: 'api', LOG_LEVEL: 'warn', ...env },
    ...(log === undefined ? {} : { log }),
  });
  others.push(app);
  await app.app.get(ThemeLogo, { strict: false }).settled();
  return app;
}

const logoOf = ({ app }: TestApp) => app.get(SiteLogoService, { strict: false }).find();
const named = () => ({ THEME_LOGO_URL: `${server.origin}/logo` });
const upload = (app: TestApp) =>
  app.request
    .put(`${ADMIN}/site/logo/`)
    .set('Authorization', app.as('admin'))
    .set('Content-Type', 'image/jpeg')
    .send(JPEG);

describe('the logo that THEME_LOGO_URL names', () => {
  it('is fetched once, at the start of a process that answers, and served by us', async () => {
    const app = await started(named());
    const logo = await logoOf(app);
    expect(logo).toEqual({ type: 'image/png', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { body } = await app.request
      .get(`/credentials/assets/pictures/${logo!.digest}`)
      .buffer(true)
      .parse(bytes)
      .expect(200);
    expect(body).toEqual(PNG);
    await started(named());
    expect(server.mediaHeaders).toHaveLength(1);
  });

  it('is not fetched by a worker, which shows it to nobody', async () => {
    await started({ ...named(), ROLE: 'worker' });
    expect(server.mediaHeaders).toEqual([]);
  });

  it('does not replace one that staff uploaded, until that one is deleted', async () => {
    const app = await started({});
    expect(await logoOf(app)).toBeNull();
    await upload(app).expect(200);
    expect(await logoOf(app)).toMatchObject({ type: 'image/jpeg' });
    await started(named());
    expect(server.mediaHeaders).toEqual([]);
    await started({});
    expect(await logoOf(await started({}))).toMatchObject({ type: 'image/jpeg' });
    await app.request.delete(`${ADMIN}/site/logo/`).set('Authorization', app.as('admin')).expect(204);
    expect(await logoOf(await started(named()))).toMatchObject({ type: 'image/png' });
  });

  it('goes when the setting goes', async () => {
    expect(await logoOf(await started(named()))).not.toBeNull();
    expect(await logoOf(await started({}))).toBeNull();
  });

  it('is warned of once when it is none, and tried again at the next start', async () => {
    server.media.set('/logo', (response) => void response.end('<html></html>'));
    const lines: string[] = [];
    const app = await started(named(), (line) => lines.push(line));
    expect(await logoOf(app)).toBeNull();
    expect(lines.filter((line) => line.includes('THEME_LOGO_URL'))).toEqual([
      expect.stringContaining('The body is no SVG'),
    ]);
    server.media.set('/logo', (response) => void response.end(PNG));
    expect(await logoOf(await started(named()))).toMatchObject({ type: 'image/png' });
  });
});
