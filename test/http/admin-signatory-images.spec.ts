import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, adminCalls, TIME } from '../support/administration.js';
import { bytes, JPEG, padded, PNG, png, REFUSED_IMAGES } from '../support/images.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PROGRAM = '0e000000-0000-4000-8000-000000000001';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

const call = adminCalls(() => test);

describe("a signature's image", () => {
  const CERTIFICATE = `program_certificates/${PROGRAM}/`;
  const IMAGE = `${CERTIFICATE}signatories/0/image/`;

  beforeAll(async () => {
    const signatories = [
      { name: 'Grace Hopper', title: 'Dean' },
      { name: 'Ada Lovelace', title: 'Chair' },
    ];
    await call('put', CERTIFICATE, { is_active: true, signatories }).expect(200);
  });

  const upload = (type: string, image: Buffer | string, path = IMAGE) =>
    test.request
      .put(`${ADMIN}/${path}`)
      .set('Authorization', test.as('admin'))
      .set('Content-Type', type)
      .send(image as string);
  const download = () => call('get', IMAGE).buffer(true).parse(bytes);

  it.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
  ])('is kept as it came: %s', async (type, image) => {
    const stored = await upload(type, image).expect(200);
    expect(stored.body).toEqual({
      content_type: type,
      size: image.length,
      updated_at: expect.stringMatching(TIME),
    });
    const got = await download().expect(200);
    expect(got.body).toEqual(image);
    expect(got.headers['content-type']).toBe(type);
    expect(got.headers.etag).toBe(stored.headers.etag);
    const { body } = await call('get', CERTIFICATE).expect(200);
    expect(body.signatories[0].image).toEqual({ content_type: type, size: image.length });
  });

  it('is set again without a change', async () => {
    await upload('image/jpeg', JPEG).expect(200);
    const first = await upload('image/png', PNG).expect(200);
    const certificate = await call('get', CERTIFICATE).expect(200);
    expect(certificate.body.updated_at).toBe(first.body.updated_at);
    expect((await upload('image/png', PNG).expect(200)).body).toEqual(first.body);
    expect((await call('get', CERTIFICATE).expect(200)).body).toEqual(certificate.body);
  });

  it('moves along with the name, and goes when it is deleted', async () => {
    await upload('image/png', PNG).expect(200);
    const signatories = [
      { name: 'Ada Lovelace', title: 'Chair' },
      { name: 'Grace Hopper', title: 'Dean' },
    ];
    const moved = await call('put', CERTIFICATE, { is_active: true, signatories }).expect(200);
    expect(moved.body.signatories.map(({ image }: { image: object | null }) => image !== null)).toEqual([
      false,
      true,
    ]);
    await call('delete', `${CERTIFICATE}signatories/1/image/`).expect(204);
    await call('delete', `${CERTIFICATE}signatories/1/image/`).expect(404);
    await call('get', `${CERTIFICATE}signatories/1/image/`).expect(404);
  });

  it('stays when the name is spelt otherwise, and goes when another person signs', async () => {
    const sign = async (name: string) => {
      const signatories = [
        { name, title: 'Dean' },
        { name: 'Katherine Johnson', title: 'Chair' },
      ];
      const { body } = await call('put', CERTIFICATE, { is_active: true, signatories }).expect(200);
      return (body as { signatories: { image: object | null }[] }).signatories.map(
        ({ image }) => image !== null,
      );
    };
    // Other tests may have left images.
    await sign('Emmy Noether');
    await sign('Dr. Grace Hopper');
    await upload('image/png', PNG).expect(200);
    expect(await sign('Dr Grace Hopper')).toEqual([true, false]);
    expect(await sign('Grace Hopper')).toEqual([true, false]);
    expect((await download().expect(200)).body).toEqual(PNG);
    expect(await sign('Ada Example')).toEqual([false, false]);
    expect(await sign('Grace Hopper')).toEqual([false, false]);
  });

  it('stays when a name is corrected that names the former one, at another position, too', async () => {
    const [ada, grace] = [
      { name: 'Ada Lovelce', title: 'Chair' },
      { name: 'Grace Hopper', title: 'Dean' },
    ];
    const put = (signatories: object[]) => call('put', CERTIFICATE, { is_active: true, signatories });
    await put([]).expect(200);
    await put([ada, grace]).expect(200);
    await upload('image/png', PNG).expect(200);
    const kept = { content_type: 'image/png', size: PNG.length };
    const corrected = { ...ada, name: 'Ada Lovelace', former_name: ada.name };
    const moved = await put([grace, corrected]).expect(200);
    expect(moved.body.signatories).toMatchObject([
      { name: 'Grace Hopper', image: null },
      { name: 'Ada Lovelace', image: kept },
    ]);
    const again = await put([grace, corrected]).expect(200);
    expect(again.headers.etag).toBe(moved.headers.etag);
    const wrong = await put([{ ...grace, name: 'G. Hopper', former_name: 'Grace Hoper' }, corrected]).expect(
      400,
    );
    expect(wrong.body).toEqual({
      signatories: [{ former_name: ['Nobody of this name signs the certificate.'] }, {}],
    });
    await put([{ name: 'Eve', title: 'Chair', former_name: 'Ada Lovelace' }, grace, corrected]).expect(400);
    expect((await call('get', CERTIFICATE).expect(200)).headers.etag).toBe(moved.headers.etag);
    const other = await put([grace, { ...ada, name: 'Eve Ning' }]).expect(200);
    expect(other.body.signatories[1].image).toBeNull();
    await put([grace, { name: 'Ada Lovelace', title: 'Chair' }]).expect(200);
  });

  it('loses everything that does not draw when it is an SVG', async () => {
    const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="alert(1)">
        <script>alert(2)</script><style>@import url(https://evil.example/x.css);</style>
        <a xlink:href="javascript:alert(3)"><path d="M0 0L9 9" stroke="#123456" onclick="alert(4)"/></a>
        <foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(5)"/></body></foreignObject>
        <image href="https://evil.example/pixel.png"/><use href="https://evil.example/#a"/>
        <rect width="1" height="1" fill="url(https://evil.example/#b)" style="fill:url(//evil.example);stroke-width:2"/>
        <linearGradient id="ink"><stop offset="0" stop-color="red"/></linearGradient>
        <circle cx="5" cy="5" r="2" fill="url(#ink)"/>&x;
      </svg>`;
    await upload('image/svg+xml', svg).expect(200);
    const got = await download().expect(200);
    const clean = (got.body as Buffer).toString();
    expect(clean).toMatch(/^<svg [^>]*viewBox="0 0 10 10"/);
    expect(clean).toContain('<path d="M0 0L9 9" stroke="#123456" />');
    expect(clean).toContain('stroke-width:2');
    expect(clean).toContain('fill="url(#ink)"');
    expect(clean).not.toContain('&amp;x;');
    for (const word of [
      'script',
      'alert',
      'evil',
      'onload',
      'onclick',
      'href',
      'foreignObject',
      'ENTITY',
      '<style',
    ]) {
      expect(clean).not.toContain(word);
    }
    expect(got.headers['content-security-policy']).toContain('sandbox');
  });

  it.each([
    ['an element in capital letters', '<SCRIPT>alert(1)</SCRIPT>'],
    ['an element with a prefix', '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>'],
    ['a section of character data', '<![CDATA[<script>alert(1)</script>]]>'],
    ['a comment that ends early', '<!--><script>alert(1)</script>-->'],
    ['text between the shapes', 'alert(1)'],
  ])('loses all text of an SVG, as in %s', async (_, hostile) => {
    const path = '<path d="M0 0L9 9" />';
    await upload('image/svg+xml', `<svg viewBox="0 0 9 9">${hostile}${path}</svg>`).expect(200);
    const { body } = await download().expect(200);
    expect((body as Buffer).toString()).toBe(
      `<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg">${path}</svg>`,
    );
  });

  it.each(REFUSED_IMAGES)('is refused with %i when it is %s', async (status, _, type, image) => {
    const { body } = await upload(type, image).expect(status);
    expect(body).toEqual({ detail: expect.any(String) });
  });

  it.each([
    ['interlaced', png(deflateSync(Buffer.alloc(5)), { interlaced: 1 })],
    ['with a colour profile', png(deflateSync(Buffer.alloc(5)), { profile: deflateSync(Buffer.alloc(3e6)) })],
    ['grey, of one bit', png(deflateSync(Buffer.alloc(2)), { kind: 0, depth: 1 })],
  ])('is taken as a PNG that is %s', async (_, image) => {
    await upload('image/png', image).expect(200);
  });

  it('is taken up to a megabyte', async () => {
    await upload('image/png', padded(PNG, 1024 * 1024)).expect(200);
  });

  it('conflicts with a stale If-Match', async () => {
    const { headers } = await upload('image/png', PNG).expect(200);
    await upload('image/jpeg', JPEG).set('If-Match', headers.etag!).expect(200);
    await upload('image/png', PNG).set('If-Match', headers.etag!).expect(412);
  });

  it('is not found where nobody signs, and is a 415 on other routes', async () => {
    await upload('image/png', PNG, `${CERTIFICATE}signatories/7/image/`).expect(404);
    await upload('image/png', PNG, `${CERTIFICATE}signatories/x/image/`).expect(404);
    await upload('image/png', PNG, 'site/').expect(415);
    await upload('image/png', PNG, 'no-such-route/').expect(404);
  });

  it.each([
    'image/gif',
    'multipart/form-data; boundary=x',
    'application/json',
    'application/x-www-form-urlencoded',
  ])('is asked for with its type where the type is %s', async (type) => {
    const { body } = await upload(type, JPEG).expect(415);
    expect(body).toEqual({
      detail: 'Send the image itself, with its Content-Type: image/png, image/jpeg, image/svg+xml.',
    });
  });
});
