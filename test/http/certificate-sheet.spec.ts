import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EarnedCertificatesService } from '../../src/credentials/index.js';
import { award, issue, MATHEMATICS, pageOf } from '../support/certificates.js';
import { hasPoppler, textOf } from '../support/pdf-tools.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const FORMATS = ['pdf', 'svg', 'png'].map((format) => `certificate.${format}`).concat('share.png');

describe('the sheet of a certificate', () => {
  let test: TestApp;
  let alice: string;
  const lines: string[] = [];

  beforeAll(async () => {
    test = await createTestApp({
      world: true,
      env: { ROLE: 'api', LOG_LEVEL: 'warn' },
      log: (line) => lines.push(line),
    });
    alice = await award(test, 'alice', 'Alice Łukasiewicz');
  });

  afterAll(() => test.close());

  const get = (path: string) => test.request.get(path).buffer(true);
  const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

  it.each([
    ['certificate.png', [2000, 1414]],
    ['certificate.png?paper=us-letter', [2000, 1545]],
    ['share.png', [1200, 630]],
    ['share.png?paper=us-letter', [1200, 630]],
  ])('%s is a picture of %j pixels', async (file, [width, height]) => {
    for (const place of [pageOf(alice), '/credentials/example/']) {
      const { status, headers, body } = await get(place + file);
      expect([status, headers['content-type']]).toEqual([200, 'image/png']);
      expect((body as Buffer).subarray(1, 4).toString()).toBe('PNG');
      const [wide, high] = sizeOf(body as Buffer);
      expect(wide).toBe(width);
      expect(Math.abs(high! - height!)).toBeLessThanOrEqual(1);
    }
  });

  it('is a drawing that runs and loads nothing, packed for those who take it', async () => {
    const path = `${pageOf(alice)}certificate.svg`;
    const packed = await get(path).set('Accept-Encoding', 'gzip');
    expect(packed.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-encoding': 'gzip',
      vary: expect.stringContaining('Accept-Encoding'),
      'content-security-policy': expect.stringMatching(/default-src 'none'.*; img-src data:$/),
    });
    const plain = await get(path).set('Accept-Encoding', 'gzip;q=0, identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    const drawing = (plain.body as Buffer).toString();
    expect(drawing).toMatch(/^<svg /);
    expect(drawing).not.toMatch(/<script|\son\w+=|<(?:image|use)[^>]*="https?:/);
    const { body } = packed;
    const bytes = body as Buffer;
    expect((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString()).toBe(drawing);
  });

  it.each(FORMATS)('%s is a 304 for whoever has it', async (file) => {
    const { headers } = await get(pageOf(alice) + file);
    expect(headers.etag).toMatch(/^W\/"/);
    expect(headers['cache-control']).toBe('private, no-cache');
    const again = await get(pageOf(alice) + file).set('If-None-Match', headers.etag!);
    expect([again.status, again.headers.etag]).toEqual([304, headers.etag]);
    // A cache would store it for its copy.
    expect(again.headers['content-type']).toBeUndefined();
    const letter = await get(`${pageOf(alice)}${file}?paper=us-letter`).set('If-None-Match', headers.etag!);
    expect(letter.status).toBe(200);
  });

  it.each(FORMATS)('%s is refused on a paper that there is not', async (file) => {
    const { status, headers } = await test.request
      .get(`${pageOf(alice)}${file}?paper=x`)
      .set('Accept', 'text/html');
    expect([status, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
  });

  it.each(FORMATS)('%s is a 404 of what is revoked, not yet visible or unknown', async (file) => {
    const revoked = await award(test, `revoked-${file}`, 'Rev Oked');
    await get(pageOf(revoked) + file).expect(200);
    await test.dataSource.query("update user_credential set status = 'revoked' where uuid = $1", [revoked]);
    const invisible = await issue(test, `lonely-${file}`, { program_uuid: MATHEMATICS.program });
    for (const place of [
      pageOf(revoked),
      pageOf(invisible),
      '/credentials/x/',
      pageOf('11111111-1111-4111-8111-111111111111'),
    ])
      expect((await get(place + file)).status).toBe(404);
  });

  it('lacks a picture that was replaced while the sheet was prepared, and has the next one', async () => {
    const bob = await award(test, 'bob', 'Bob Example');
    await test.dataSource.query(
      `update signatory set image_type = 'image/svg+xml', image = convert_to($1, 'UTF8') where name = 'Grace Hopper'`,
      ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="red"/></svg>'],
    );
    const certificates = test.app.get(EarnedCertificatesService, { strict: false });
    const figuresOf = async () => {
      const { status, body } = await get(`${pageOf(bob)}certificate.pdf`);
      expect(status).toBe(200);
      return (body as Buffer).toString('latin1').match(/\/S \/Figure/g)?.length ?? 0;
    };
    const gone = jest.spyOn(certificates, 'findPictures').mockResolvedValueOnce([]);
    const without = await figuresOf();
    gone.mockRestore();
    expect(await figuresOf()).toBe(without + 1);
  });

  it('is not there for a name in a script without a font, and the operator hears of it once', async () => {
    const name = 'ᠮᠣᠩᠭᠣᠯ';
    const uuid = await award(test, 'mongolian', name);
    const { status, text } = await test.request.get(pageOf(uuid));
    expect(status).toBe(200);
    expect(text).toContain(name);
    expect(text).not.toMatch(/certificate\.(?:svg|png|pdf)|og:image/);
    for (const file of FORMATS) {
      const answer = await test.request.get(pageOf(uuid) + file).set('Accept', 'text/html');
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    }
    const warnings = lines.filter((line) => line.includes('no font for a script'));
    expect(warnings).toHaveLength(1);
    expect(JSON.parse(warnings[0]!)).toMatchObject({ script: 'Mongolian' });
    expect(warnings[0]).not.toMatch(/ᠮ|mongolian/);
  });

  it('has the part of a name for which there is a font', async () => {
    const uuid = await award(test, 'mixed', 'ᠮᠣᠩᠭᠣᠯ (Mongol Bat)');
    expect((await test.request.get(pageOf(uuid))).text).toContain('ᠮᠣᠩᠭᠣᠯ (Mongol Bat)');
    const { status, body } = await get(`${pageOf(uuid)}certificate.pdf`);
    expect(status).toBe(200);
    if (!hasPoppler()) return;
    const text = textOf(body as Buffer);
    expect(text).toContain(' Mongol Bat ');
    expect(text).not.toMatch(/[\u25a1\ufffd]|mixed/u);
  });
});
