import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { award, HOSTILE_NAMES, issue, MATHEMATICS, pageOf, rename } from '../support/certificates.js';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('GET /credentials/{hex}/certificate.pdf', () => {
  let test: TestApp;
  let alice: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    alice = await award(test, 'alice', 'Alice Łukasiewicz');
  });

  afterAll(() => test.close());

  const pdfOf = (uuid: string) => test.request.get(`${pageOf(uuid)}certificate.pdf`).buffer(true);
  const textOf = async (uuid: string) => {
    const { status, body } = await pdfOf(uuid);
    expect(status).toBe(200);
    return (body as Buffer).toString('latin1');
  };

  it('is a PDF to look at, with a safe file name', async () => {
    const { status, headers, body } = await pdfOf(alice);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition':
        'inline; filename="certificate-alice-ukasiewicz-mathematics-micromasters.pdf"; ' +
        "filename*=UTF-8''certificate-alice-%C5%82ukasiewicz-mathematics-micromasters.pdf",
      'x-robots-tag': 'noindex',
      'cache-control': 'private, no-cache',
    });
    expect((body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('is one tagged page with title, language and embedded fonts', async () => {
    const pdf = await textOf(alice);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(pdf).toMatch(/\/Marked true/);
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).toContain('/Lang (en)');
    expect(pdf).toContain('/DisplayDocTitle true');
    expect(pdf).toContain(utf16('Alice Łukasiewicz: Mathematics MicroMasters'));
    expect(pdf.match(/\/FontFile2 /g)?.length).toBeGreaterThanOrEqual(3);
    expect(pdf).not.toMatch(/\/JavaScript|\/OpenAction|\/EmbeddedFile/);
  });

  it('tells a screen reader what stands on it', async () => {
    const pdf = await textOf(alice);
    expect(pdf).toContain(`/ActualText (${utf16('Alice Łukasiewicz')})`);
    expect(pdf).toContain('/ActualText (Mathematics MicroMasters)');
    expect(pdf).toContain('/ActualText (Grace Hopper)');
    expect(pdf).toContain(alice);
    expect(pdf).toContain(`${test.base}${pageOf(alice)}`);
  });

  it('is read aloud in the order in which it stands', async () => {
    const pdf = await textOf(alice);
    const spoken = [
      '(Certificate of Completion)',
      `(${utf16('Alice Łukasiewicz')})`,
      '(Grace Hopper)',
      `(${alice})`,
    ];
    const places = spoken.map((text) => pdf.indexOf(`/ActualText ${text}`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  it('reads signatories aloud from the first to the last, also from right to left', async () => {
    const { body } = await test.request.get('/credentials/example/certificate.pdf?language=ar').buffer(true);
    const pdf = (body as Buffer).toString('latin1');
    const [first, second] = ['أ.د. سلمى حدّاد', 'د. عمر الفاسي'].map((name) => pdf.indexOf(utf16(name)));
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first!);
  });

  it('is a 304 for whoever has it, until something on it changes', async () => {
    const uuid = await award(test, 'tagged', 'Ann');
    const known = async (etag: string | undefined, path = 'certificate.pdf') => {
      const { status, headers } = await test.request
        .get(`${pageOf(uuid)}${path}`)
        .set('If-None-Match', etag ?? '"none"');
      return { status, etag: headers.etag, control: headers['cache-control'] };
    };
    const first = await known(undefined);
    expect(first).toEqual({
      status: 200,
      etag: expect.stringMatching(/^W\/"/),
      control: 'private, no-cache',
    });
    expect(await known(`"other", ${first.etag}`)).toEqual({ ...first, status: 304 });
    await rename(test, 'tagged', 'Bob');
    const renamed = await known(first.etag);
    expect(renamed.status).toBe(200);
    await test.dataSource.query(
      "update signatory set image = $1, image_type = 'image/jpeg' where name = 'Grace Hopper'",
      [JPEG],
    );
    expect((await known(renamed.etag)).status).toBe(200);
    const signature = await known(undefined, 'signatures/0');
    expect(await known(signature.etag, 'signatures/0')).toEqual({ ...signature, status: 304 });
    await test.dataSource.query("update user_credential set status = 'revoked' where uuid = $1", [uuid]);
    expect((await known(renamed.etag)).status).toBe(404);
  });

  it('takes at most two SQL statements', async () => {
    const statements = await countStatements(test.dataSource, () => pdfOf(alice).expect(200));
    expect(statements).toBeLessThanOrEqual(2);
  });

  it.each(HOSTILE_NAMES)('stays one page when the learner is called %j', async (name) => {
    const uuid = await award(test, 'hostile', 'Plain Name');
    await rename(test, 'hostile', name);
    const { headers } = await pdfOf(uuid);
    expect(headers['content-disposition']).toMatch(
      /^inline; filename="certificate[a-z0-9_-]*\.pdf"; filename\*=UTF-8''certificate[\w!#$&+.^`|~%-]*\.pdf$/,
    );
    expect((await textOf(uuid)).match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('draws a signature, and leaves out one that is broken', async () => {
    const withImage = (image: Buffer) =>
      test.dataSource.query(
        "update signatory set image = $1, image_type = 'image/jpeg' where name = 'Grace Hopper'",
        [image],
      );
    await withImage(JPEG);
    expect(await textOf(alice)).toContain('/Subtype /Image');
    await withImage(Buffer.from('no image at all'));
    const pdf = await textOf(alice);
    expect(pdf).not.toContain('/Subtype /Image');
    expect(pdf).toContain('/ActualText (Grace Hopper)');
  });

  it.each([
    ['draws a signature in SVG', '<path d="M5 40C40 5 60 60 90 30" stroke="#123" fill="none" />', 1],
    ['leaves out a signature in SVG that is broken', '<path d="M5 40L1e999 1" />', 0],
  ])('%s', async (_, shape, more) => {
    const figures = async () => (await textOf(alice)).match(/\/S \/Figure/g)?.length ?? 0;
    await test.dataSource.query(
      "update signatory set image = null, image_type = null where name = 'Grace Hopper'",
    );
    const before = await figures();
    await test.dataSource.query(
      "update signatory set image = $1, image_type = 'image/svg+xml' where name = 'Grace Hopper'",
      [Buffer.from(`<svg viewBox="0 0 200 60" xmlns="http://www.w3.org/2000/svg">${shape}</svg>`)],
    );
    expect(await figures()).toBe(before + more);
  });

  it('answers the page’s own 404 for what must not be shown', async () => {
    const invisible = await issue(test, 'lonely', { program_uuid: MATHEMATICS.program });
    const { text } = await test.request.get(pageOf(invisible)).expect(404);
    for (const id of [invisible, 'x', '11111111-1111-4111-8111-111111111111']) {
      const answer = await test.request.get(`/credentials/${id}/certificate.pdf`);
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.text).toBe(text);
    }
  });

  it('is drawn once for all who ask for the example at the same time and later', async () => {
    const example = () => test.request.get('/credentials/example/certificate.pdf').buffer(true).expect(200);
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, example));
    for (const { body } of [...others, await example()]) expect(body).toEqual(first!.body);
    const french = await test.request.get('/credentials/example/certificate.pdf?language=fr').buffer(true);
    expect(french.body).not.toEqual(first!.body);
  });

  it('has an example, also right to left', async () => {
    const { status, body } = await test.request
      .get('/credentials/example/certificate.pdf?language=ar')
      .buffer(true);
    expect(status).toBe(200);
    expect((body as Buffer).toString('latin1')).toContain('/Lang (ar)');
  });
});

/** A text that is not ASCII as PDF writes it. A PDF also escapes parentheses and backslashes; the samples have none. */
function utf16(text: string): string {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]).swap16();
  return bytes.toString('latin1').replace(/[\n\r\t\b\f()\\]/g, (found) => ESCAPES[found] ?? found);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '(': '\\(',
  ')': '\\)',
  '\\': '\\\\',
};

/** One grey pixel. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q==',
  'base64',
);
