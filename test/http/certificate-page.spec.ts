import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  award,
  CARPENTRY,
  HOSTILE_NAMES,
  issue,
  MATHEMATICS,
  pageOf,
  rename,
} from '../support/certificates.js';
import { countStatements } from '../support/count-statements.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('GET /credentials/{hex}/', () => {
  let test: TestApp;
  let alice: string;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api' } });
    alice = await award(test, 'alice', 'Alice Łukasiewicz');
  });

  afterAll(() => test.close());

  const get = (path: string) => test.request.get(path).set('Accept', 'text/html');
  const sql = (text: string, ...values: unknown[]) => test.dataSource.query(text, values);

  it('shows what the certificate is about, to anyone', async () => {
    const { status, text, headers } = await get(pageOf(alice));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const words of [
      'Alice Łukasiewicz',
      'Mathematics MicroMasters',
      'MicroMasters',
      'TestX',
      'Test University',
      'Grace Hopper',
      'Dean of Mathematics',
      '40 hours of effort',
      'This credential is valid',
      alice,
      `${test.base}${pageOf(alice)}`,
      'Conformance X',
    ]) {
      expect(text).toContain(words);
    }
  });

  it.each([
    ['without a trailing slash', (uuid: string) => pageOf(uuid).slice(0, -1)],
    ['with dashes', (uuid: string) => `/credentials/${uuid}/`],
    ['in capital letters', (uuid: string) => `/credentials/${uuid.toUpperCase()}`],
  ])('answers an address %s', async (_, path) => {
    const { status, text } = await get(path(alice));
    expect(status).toBe(200);
    expect(text).toContain(`<link rel="canonical" href="${test.base}${pageOf(alice)}">`);
  });

  it('lets nothing run, nothing be framed, and nothing load from elsewhere', async () => {
    const { headers, text } = await get(pageOf(alice));
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/i);
    const loaded = Array.from(
      text.matchAll(/<(?:img|link rel="(?:icon|stylesheet)")[^>]* (?:src|href)="([^"]*)"/g),
    );
    expect(loaded.length).toBeGreaterThan(2);
    for (const [, address] of loaded) expect(address).toMatch(/^\/credentials\//);
  });

  it('keeps out of search engines and shared caches', async () => {
    const { headers, text } = await get(pageOf(alice));
    expect(headers['x-robots-tag']).toBe('noindex');
    expect(headers['cache-control']).toBe('private, no-cache');
    expect(text).toContain('<meta name="robots" content="noindex">');
  });

  it('describes itself to sites it is shared on, with a picture and its size', async () => {
    const { text } = await get(pageOf(alice));
    const tags = Object.fromEntries(
      Array.from(
        text.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)">/g),
        ([, name = '', value]) => [name, value],
      ),
    );
    expect(tags).toMatchObject({
      'og:site_name': 'Conformance X',
      'og:title': 'Alice Łukasiewicz: Mathematics MicroMasters',
      'og:url': `${test.base}${pageOf(alice)}`,
      'og:image': `${test.base}${pageOf(alice)}share.png`,
      'og:image:type': 'image/png',
      'og:image:width': '1200',
      'og:image:height': '630',
      'og:image:alt': 'Alice Łukasiewicz: Mathematics MicroMasters',
      'twitter:card': 'summary_large_image',
    });
  });

  it.each(['en', 'ar'])('has no marks of direction in its title and previews, in %s', async (language) => {
    const uuid = await award(test, 'marked', 'ليلى \u200f(Layla)\u200e \u061c\u2067B\u2069');
    const change =
      'update program_certificate set language = $1 where program_id = (select id from program where uuid = $2)';
    await sql(change, language, MATHEMATICS.program);
    const { text } = await get(pageOf(uuid));
    await sql(change, 'en', MATHEMATICS.program);
    const head = text.slice(0, text.indexOf('</head>'));
    expect(head).toMatch(/<title>[^<]*ليلى \(Layla\) B/);
    expect(head).not.toMatch(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
  });

  it('offers the PDF, the picture, a mail, and LinkedIn plain links', async () => {
    const { text } = await get(pageOf(alice));
    const address = `${test.base}${pageOf(alice)}`;
    expect(text).toContain(`<a class="main" href="${address}certificate.pdf">`);
    expect(text).toContain(`<a href="${address}certificate.png" download>`);
    expect(text).toContain(`readonly dir="ltr" value="${address}">`);
    const hrefs = Array.from(text.matchAll(/ href="([^"]+)"/g), ([, href = '']) =>
      href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    );
    expect(hrefs).toContain(
      `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(address)}`,
    );
    const mail = new URL(hrefs.find((href) => href.startsWith('mailto:')) ?? '');
    expect(mail.pathname).toBe('');
    expect(mail.searchParams.get('subject')).toBe('Alice Łukasiewicz: Mathematics MicroMasters');
    expect(mail.searchParams.get('body')).toMatch(new RegExp(`\r\n${address}$`));
    const link = hrefs.find((href) => href.includes('linkedin.com/profile')) ?? '';
    const { searchParams } = new URL(link);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      startTask: 'CERTIFICATION_NAME',
      name: 'Mathematics MicroMasters',
      organizationName: 'Test University',
      certId: alice,
      certUrl: `${test.base}${pageOf(alice)}`,
    });
  });

  it('weighs less than 150 KB with its stylesheet', async () => {
    const page = await get(pageOf(alice));
    const stylesheet = /<link rel="stylesheet" href="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const { text, headers } = await get(stylesheet);
    expect(headers['content-type']).toBe('text/css; charset=utf-8');
    expect(page.text.length + text.length).toBeLessThan(150 * 1024);
  });

  it('takes at most two SQL statements', async () => {
    // From here on the service remembers the site.
    await get(pageOf(alice)).expect(200);
    const statements = await countStatements(test.dataSource, () => get(pageOf(alice)).expect(200));
    expect(statements).toBeGreaterThan(0);
    expect(statements).toBeLessThanOrEqual(2);
  });

  it('follows the configuration: title, full names of organizations, no hours, language', async () => {
    const { text } = await get(pageOf(await award(test, 'carla', 'Carla Ruiz', CARPENTRY)));
    expect(text).toContain('<html lang="es-419" dir="ltr">');
    expect(text).toContain('Certified Carpenter');
    expect(text).not.toContain('Carpentry Professional Certificate');
    expect(text).toContain('O&#x27;Reilly &amp; &lt;i&gt;Sons&lt;/i&gt;');
    expect(text).not.toContain('<bdi>SonsX</bdi>');
    expect(text).not.toContain('horas de dedicación');
  });

  it.each([
    ['ar', 'ar', 'rtl', 'شهادة إتمام'],
    ['de', 'de', 'ltr', 'Zertifikat'],
    ['fr', 'fr', 'ltr', 'Certificat de réussite'],
    ['es-MX', 'es-419', 'ltr', 'Certificado de finalización'],
    ['tlh', 'en', 'ltr', 'Certificate of Completion'],
  ])('writes a certificate configured as %s in %s, %s', async (configured, language, direction, heading) => {
    const change =
      'update program_certificate set language = $1 where program_id = (select id from program where uuid = $2)';
    await sql(change, configured, MATHEMATICS.program);
    const { text } = await get(pageOf(alice));
    await sql(change, 'en', MATHEMATICS.program);
    expect(text).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(text).toContain(heading);
  });

  it('calls a learner without a name by the username', async () => {
    const { text } = await get(pageOf(await award(test, 'nameless', '')));
    expect(text).toContain('<bdi class="learner">nameless</bdi>');
  });

  it.each(HOSTILE_NAMES)('has the same elements when the learner is called %j', async (name) => {
    const uuid = await award(test, 'hostile', 'Plain Name');
    const plain = tagsOf((await get(pageOf(uuid))).text);
    await rename(test, 'hostile', name);
    const { status, text } = await get(pageOf(uuid));
    expect(status).toBe(200);
    expect(tagsOf(text)).toEqual(plain);
    expect(text).not.toMatch(/[\u202a-\u202e]/u);
  });

  it('shows the images of signatures under the same rule', async () => {
    await sql("update signatory set image = $1, image_type = 'image/png' where name = 'Grace Hopper'", PNG);
    const path = `${pageOf(alice)}signatures/0`;
    const image = await get(path);
    expect(image.headers['content-type']).toBe('image/png');
    expect(image.headers['content-security-policy']).toContain('sandbox');
    expect(image.body).toEqual(PNG);
    for (const other of [
      `${pageOf(alice)}signatures/1`,
      `${pageOf(alice)}signatures/x`,
      '/credentials/x/signatures/0',
    ]) {
      expect((await get(other)).status).toBe(404);
    }
  });

  describe('of a course credential', () => {
    const course = { course_run_key: MATHEMATICS.run, mode: 'verified' };

    it('shows course, mode and organization', async () => {
      const { status, text } = await get(pageOf(await issue(test, 'bob', course)));
      expect(status).toBe(200);
      for (const words of [
        'Analysis I',
        'Verified course certificate',
        'Test University',
        'Bob &lt;b&gt;Builder',
      ]) {
        expect(text).toContain(words);
      }
    });

    it('is dated by the override', async () => {
      const override = { date_override: { date: '2024-02-29T12:00:00Z' } };
      const { text } = await get(pageOf(await issue(test, 'dated', course, override)));
      expect(text).toContain('Issued February 29, 2024');
    });

    it('is there when the catalog does not know the run', async () => {
      const uuid = await issue(test, 'early', {
        course_run_key: 'course-v1:TestX+AA101+2T2023',
        mode: 'honor',
      });
      await sql(
        "update course_certificate set course_run_id = null where course_id = 'course-v1:TestX+AA101+2T2023'",
      );
      const { status, text } = await get(pageOf(uuid));
      expect(status).toBe(200);
      expect(text).toContain('course-v1:TestX+AA101+2T2023');
    });
  });

  describe('of what must not be shown', () => {
    const course = { course_run_key: 'course-v1:TestX+BB102+1T2023', mode: 'verified' };
    const available = (date: string | null) =>
      sql(
        'update course_certificate set certificate_available_date = $1 where course_id = $2',
        date,
        course.course_run_key,
      );
    let missing: string;

    beforeAll(async () => {
      missing = (await get('/credentials/11111111111141118111111111111111/')).text;
    });

    const expectMissing = async (path: string) => {
      const { status, text, headers } = await get(path);
      expect(status).toBe(404);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['x-robots-tag']).toBe('noindex');
      expect(text).toBe(missing);
    };

    it('answers the same page for addresses that cannot be any', async () => {
      for (const path of [
        'x',
        '1',
        '%3Cscript%3E',
        'a'.repeat(400),
        '0-0',
        "'%20or%201=1--",
        '%F0%9F%98%80',
      ]) {
        await expectMissing(`/credentials/${path}/`);
      }
    });

    it('answers the same page for a revoked credential, until it is awarded again', async () => {
      const uuid = await award(test, 'revoked', 'Re Voked');
      const patch = (status: string) =>
        test.request
          .patch(`/api/v2/credentials/${uuid}/`)
          .set('Authorization', test.as('root'))
          .send({ status });
      await patch('revoked').expect(200);
      await expectMissing(pageOf(uuid));
      await patch('awarded').expect(200);
      await get(pageOf(uuid)).expect(200);
    });

    it('answers the same page for a program credential without a course credential', async () => {
      await expectMissing(pageOf(await issue(test, 'lonely', { program_uuid: MATHEMATICS.program })));
    });

    it('answers the same page before the certificate is available, for course and program', async () => {
      const courseUuid = await issue(test, 'not_seen_yet', course);
      const programUuid = await issue(test, 'not_seen_yet', { program_uuid: MATHEMATICS.program });
      await available('2999-01-01T00:00:00Z');
      await expectMissing(pageOf(courseUuid));
      await expectMissing(pageOf(programUuid));
      await available('2024-03-01T00:00:00Z');
      expect((await get(pageOf(courseUuid))).text).toContain('Issued March 1, 2024');
      expect((await get(pageOf(programUuid))).text).toContain('Issued March 1, 2024');
      await available(null);
    });
  });
});

function tagsOf(html: string): string[] {
  return Array.from(html.matchAll(/<[a-z!/][^>]*>/gi), ([tag]) =>
    tag.replace(/="[^"]*"/g, '').replace(/\s+/g, ' '),
  );
}
