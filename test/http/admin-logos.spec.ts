import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, adminCalls, TIME } from '../support/administration.js';
import { bytes, JPEG, PNG, REFUSED_IMAGES } from '../support/images.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const SVG = '<svg width="30" height="10"><path d="M0 0L9 9"/><script>alert(1)</script></svg>';
const CLEAN =
  '<svg viewBox="0 0 30 10" width="30" height="10" xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9" /></svg>';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true, env: { ROLE: 'api' } });
});

afterAll(() => test.close());

const call = adminCalls(() => test);
const upload = (path: string, type: string, image: Buffer | string) =>
  test.request
    .put(`${ADMIN}/${path}`)
    .set('Authorization', test.as('admin'))
    .set('Content-Type', type)
    .send(image as string);

describe.each([
  ['an organization', 'organizations/0a000000-0000-4000-8000-000000000001/logo/'],
  ['the installation', 'site/logo/'],
])('the logo of %s', (_owner, LOGO) => {
  const download = () => call('get', LOGO).buffer(true).parse(bytes);

  it.each([
    ['image/png', PNG, PNG],
    ['image/jpeg', JPEG, JPEG],
    ['image/svg+xml', SVG, Buffer.from(CLEAN)],
  ])('is kept once it is checked: %s', async (type, image, kept) => {
    const stored = await upload(LOGO, type, image).expect(200);
    expect(stored.body).toEqual({
      content_type: type,
      size: kept.length,
      updated_at: expect.stringMatching(TIME),
    });
    const got = await download().expect(200);
    expect(got.body).toEqual(kept);
    expect(got.headers['content-type']).toBe(type);
    expect(got.headers.etag).toBe(stored.headers.etag);
    expect(got.headers['content-security-policy']).toContain('sandbox');
  });

  it('is set again without a change', async () => {
    const first = await upload(LOGO, 'image/png', PNG).expect(200);
    expect((await upload(LOGO, 'image/png', PNG).expect(200)).body).toEqual(first.body);
  });

  it.each(REFUSED_IMAGES)(
    'is refused with %i, and stays as it was, when it is %s',
    async (status, _, type, image) => {
      await upload(LOGO, 'image/jpeg', JPEG).expect(200);
      const { body } = await upload(LOGO, type, image).expect(status);
      expect(body).toEqual({ detail: expect.any(String) });
      expect((await download().expect(200)).body).toEqual(JPEG);
    },
  );

  it('conflicts with a stale If-Match', async () => {
    const { headers } = await upload(LOGO, 'image/png', PNG).expect(200);
    await upload(LOGO, 'image/jpeg', JPEG).set('If-Match', headers.etag!).expect(200);
    await upload(LOGO, 'image/png', PNG).set('If-Match', headers.etag!).expect(412);
    await call('delete', LOGO, undefined, { 'If-Match': headers.etag! }).expect(412);
    expect((await download().expect(200)).body).toEqual(JPEG);
  });

  it('is gone once it is deleted, and then there is none to delete', async () => {
    await upload(LOGO, 'image/png', PNG).expect(200);
    await call('delete', LOGO).expect(204);
    await call('get', LOGO).expect(404);
    const { body } = await call('delete', LOGO).expect(404);
    expect(body).toEqual({ detail: 'There is no such image.' });
  });

  it('is for staff only', async () => {
    await test.request.get(`${ADMIN}/${LOGO}`).set('Authorization', test.as('alice')).expect(403);
    await test.request.delete(`${ADMIN}/${LOGO}`).expect(401);
  });
});

describe('the logo of an organization that there is not', () => {
  it.each(['0a000000-0000-4000-8000-000000000077', 'x'])('is a 404: %s', async (uuid) => {
    const path = `organizations/${uuid}/logo/`;
    await call('get', path).expect(404);
    await upload(path, 'image/png', PNG).expect(404);
    await call('delete', path).expect(404);
  });
});

describe('a stored picture', () => {
  const ORGANIZATION = 'organizations/0a000000-0000-4000-8000-000000000002/logo/';
  const show = (digest: string) =>
    test.request.get(`/credentials/assets/pictures/${digest}`).buffer(true).parse(bytes);
  const digestOf = async (table: string) => {
    const [row] = await test.dataSource.query<{ digest: string }[]>(
      `select image_digest as digest from ${table} where image_digest is not null order by 1 limit 1`,
    );
    return row!.digest;
  };

  it('is shown to everybody by its digest, for ever, and runs nothing', async () => {
    await upload(ORGANIZATION, 'image/svg+xml', SVG).expect(200);
    const [row] = await test.dataSource.query<{ digest: string }[]>(
      `select encode(sha256(image), 'hex') as digest from organization_logo
        where image_type = 'image/svg+xml' and source_url is null limit 1`,
    );
    const { status, headers, body } = await show(row!.digest);
    expect([status, headers['content-type'], body]).toEqual([200, 'image/svg+xml', Buffer.from(CLEAN)]);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-security-policy']).toContain('sandbox');
    await test.request
      .get(`/credentials/assets/pictures/${row!.digest}`)
      .set('If-None-Match', headers.etag!)
      .expect(304);
  });

  it('is a signature, too, and its old digest shows nothing once it has changed', async () => {
    const certificate = 'program_certificates/0e000000-0000-4000-8000-000000000001/';
    const signatories = [{ name: 'Grace Hopper', title: 'Dean' }];
    await call('put', certificate, { is_active: true, signatories }).expect(200);
    await upload(`${certificate}signatories/0/image/`, 'image/jpeg', JPEG).expect(200);
    const digest = await digestOf('signatory');
    expect((await show(digest).expect(200)).body).toEqual(JPEG);
    await call('delete', ORGANIZATION);
    await call('delete', 'organizations/0a000000-0000-4000-8000-000000000001/logo/');
    await call('delete', 'site/logo/');
    await upload(`${certificate}signatories/0/image/`, 'image/png', PNG).expect(200);
    await show(digest).expect(404);
  });

  it.each(['0'.repeat(64), 'A'.repeat(64), 'x', '0'.repeat(63)])(
    'is a page that says so: %s',
    async (digest) => {
      const { text, headers } = await test.request.get(`/credentials/assets/pictures/${digest}`).expect(404);
      expect(headers['content-type']).toContain('text/html');
      expect(text).toContain('<!doctype html>');
    },
  );
});
