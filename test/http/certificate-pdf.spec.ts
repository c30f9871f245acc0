import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { award, HOSTILE_NAMES, issue, MATHEMATICS, pageOf, rename } from '../support/certificates.js';
import { countStatements } from '../support/count-statements.js';
import { hasPoppler, textOf } from '../support/pdf-tools.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const withPoppler = hasPoppler() ? it : it.skip;
if (!hasPoppler()) {
  process.stderr.write('No pdftotext was found: texts of PDFs are not compared. Install poppler-utils.\n');
}

describe('GET /credentials/{hex}/certificate.pdf', () => {
  let test: TestApp;
  let alice: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    alice = await award(test, 'alice', 'Alice Łukasiewicz');
  });

  afterAll(() => test.close());

  const pdfOf = (uuid: string, query = '') =>
    test.request.get(`${pageOf(uuid)}certificate.pdf${query}`).buffer(true);
  const bytesOf = async (uuid: string, query = '') => {
    const { status, body } = await pdfOf(uuid, query);
    expect(status).toBe(200);
    return body as Buffer;
  };
  const sourceOf = async (uuid: string, query = '') => (await bytesOf(uuid, query)).toString('latin1');

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

  it('leads to the page of the certificate', async () => {
    const pdf = await sourceOf(alice);
    expect(pdf).toContain(`/URI (${test.base}${pageOf(alice)})`);
    expect(pdf.match(/\/Type \/Page\n/g)).toHaveLength(1);
  });

  withPoppler('says what the page says', async () => {
    const text = textOf(await bytesOf(alice));
    const order = [
      'Certificate of Completion',
      'Alice Łukasiewicz',
      'Mathematics MicroMasters',
      'Grace Hopper',
      'Dean of Mathematics',
      alice,
    ].map((words) => text.indexOf(words));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    // It is broken into lines.
    expect(text.replaceAll(' ', '')).toContain(`${test.base}${pageOf(alice)}`);
  });

  withPoppler('has an example, also from right to left', async () => {
    const answer = await test.request.get('/credentials/example/certificate.pdf?language=ar').buffer(true);
    expect(answer.status).toBe(200);
    expect((answer.body as Buffer).toString('latin1')).toContain('/Lang (ar)');
    const text = textOf(answer.body as Buffer);
    for (const words of ['ليلى بنت يوسف الأندلسي', 'أ.د. سلمى حدّاد', 'د. عمر الفاسي', 'أسس علم البيانات'])
      expect(text).toContain(words);
  });

  it('is on Letter for those who ask for it', async () => {
    expect(await sourceOf(alice)).toContain('/MediaBox [0 0 841.8898 595.2756]');
    expect(await sourceOf(alice, '?paper=us-letter')).toContain('/MediaBox [0 0 792 612]');
    const { status, headers } = await pdfOf(alice, '?paper=x');
    expect([status, headers['content-type']]).toEqual([
      400,
      expect.stringMatching(/^text\/html|^application\/json/),
    ]);
  });

  it('is a 304 for whoever has it, until something on it changes', async () => {
    const uuid = await award(test, 'tagged', 'Ann');
    const known = async (etag: string | undefined) => {
      const { status, headers } = await test.request
        .get(`${pageOf(uuid)}certificate.pdf`)
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
    await sign('image/jpeg', JPEG);
    expect((await known(renamed.etag)).status).toBe(200);
    await test.dataSource.query("update user_credential set status = 'revoked' where uuid = $1", [uuid]);
    expect((await known(renamed.etag)).status).toBe(404);
  });

  it('takes at most three SQL statements, one of them for its pictures', async () => {
    const statements = await countStatements(test.dataSource, () => pdfOf(alice).expect(200));
    expect(statements).toBeLessThanOrEqual(3);
  });

  it.each(HOSTILE_NAMES)('stays one page when the learner is called %j', async (name) => {
    const uuid = await award(test, 'hostile', 'Plain Name');
    await rename(test, 'hostile', name);
    const { headers } = await pdfOf(uuid);
    expect(headers['content-disposition']).toMatch(
      /^inline; filename="certificate[a-z0-9_-]*\.pdf"; filename\*=UTF-8''certificate[\w!#$&+.^`|~%-]*\.pdf$/,
    );
    expect((await sourceOf(uuid)).match(/\/Type \/Page\n/g)).toHaveLength(1);
  });

  const sign = (type: string | null, image: Buffer | null) =>
    test.dataSource.query("update signatory set image = $1, image_type = $2 where name = 'Grace Hopper'", [
      image,
      type,
    ]);
  const figures = async () => (await sourceOf(alice)).match(/\/S \/Figure\n/g)?.length ?? 0;

  it('draws a signature, and leaves out one that is broken', async () => {
    await sign(null, null);
    const without = await figures();
    await sign('image/jpeg', JPEG);
    expect(await figures()).toBe(without + 1);
    await sign('image/svg+xml', Buffer.from(SIGNATURE));
    expect(await figures()).toBe(without + 1);
    await sign('image/jpeg', Buffer.from('no image at all'));
    expect(await figures()).toBe(without);
    await sign(null, null);
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

  it('is set once for all who ask for the example at the same time and later', async () => {
    const example = () => test.request.get('/credentials/example/certificate.pdf').buffer(true).expect(200);
    const [first, ...others] = await Promise.all(Array.from({ length: 4 }, example));
    for (const { body } of [...others, await example()]) expect(body).toEqual(first!.body);
    const french = await test.request.get('/credentials/example/certificate.pdf?language=fr').buffer(true);
    expect(french.body).not.toEqual(first!.body);
  });
});

const SIGNATURE =
  '<svg viewBox="0 0 200 60" xmlns="http://www.w3.org/2000/svg"><path d="M5 40C40 5 60 60 90 30" stroke="#123" fill="none"/></svg>';
/** One grey pixel. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q==',
  'base64',
);
