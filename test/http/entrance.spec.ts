import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SitesService } from '../../src/identity/index.js';
import { award, pageOf } from '../support/certificates.js';
import { PRODUCTION_ENV } from '../support/production-env.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const LMS = 'https://lms.example.org';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const UNKNOWN = '00000000000040008000000000000000';

describe('the addresses at which people arrive', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true, env: { ROLE: 'api', LMS_URL: `${LMS}/` } });
  });

  afterAll(() => test.close());

  const login = async (next?: string) => {
    const { headers } = await test.request
      .get('/login/')
      .query(next === undefined ? {} : { next })
      .expect(302);
    return headers.location;
  };

  describe('sign-in', () => {
    it('leads to the certificate that the LMS asks for, which needs none', async () => {
      const path = pageOf(await award(test, 'alice', 'Alice Example'));
      expect(await login(path)).toBe(path);
      await test.request.get(path).expect(200);
    });

    it.each([
      ['/records/', '/records/'],
      ['/credentials/example/?language=fr#top', '/credentials/example/?language=fr#top'],
      ['/api-docs/', '/api-docs/'],
      ['/', '/'],
      [undefined, '/'],
      ['', '/'],
      ['/nowhere/', '/'],
      ['/admin/credentials/usercredential/', '/'],
      ['/login/?next=/records/', '/'],
      ['/logout/', '/'],
      ['//evil.example/', '/'],
      ['/\\evil.example/', '/'],
      ['/%5Cevil.example/', '/'],
      ['/\t/evil.example/', '/'],
      ['https://evil.example/records/', '/'],
      ['javascript:alert(1)', '/'],
      ['\0', '/'],
    ])('asked for %j leads to %s', async (next, location) => {
      expect(await login(next)).toBe(location);
    });

    it('takes a whole address of its own', async () => {
      expect(await login(`${test.base}/records/`)).toBe('/records/');
    });

    it('leads to the API, which asks who calls, by the sign-in of the LMS', async () => {
      const path = '/records/api/v1/program_records/?x=1&y=2';
      expect(await login(path)).toBe(`${LMS}/login?next=${encodeURIComponent(`${test.base}${path}`)}`);
    });

    it('is kept by no cache, and is no page of its own', async () => {
      const { headers } = await test.request.head('/login?next=/records/').expect(302);
      expect(headers['cache-control']).toBe('no-store');
    });
  });

  describe('sign-out', () => {
    it('expires our cookies, in a frame of the LMS and nobody else’s', async () => {
      const { headers, text } = await test.request.get('/logout/?no_redirect=1').expect(200);
      const cookies = (headers['set-cookie'] as unknown as string[]).map((line) => {
        expect(line).toMatch(/; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT/);
        return line.split('=', 1)[0];
      });
      const issued = await test.request.get('/csrf/api/v1/token/');
      const [csrf] = issued.headers['set-cookie'] as unknown as string[];
      expect(cookies).toEqual([
        csrf?.split('=', 1)[0],
        'edx-jwt-cookie-header-payload',
        'edx-jwt-cookie-signature',
      ]);
      expect(headers['content-security-policy']).toContain(`frame-ancestors ${LMS}`);
      expect(headers).not.toHaveProperty('x-frame-options');
      expect(text).toContain(`href="${LMS}/logout"`);
    });
  });

  it('start at the documentation on a developer’s machine', async () => {
    const { headers } = await test.request.get('/').expect(302);
    expect(headers.location).toBe('/api-docs/');
    await test.request.get('/api-docs/').expect(200);
  });

  describe('errors', () => {
    const page = async (
      path: string,
      status: number,
      headers: Readonly<Record<string, string>> = {},
      method: 'get' | 'post' | 'delete' | 'patch' = 'get',
    ) => {
      const answer = await test.request[method](path).set({ accept: BROWSER, ...headers });
      expect([path, answer.status, answer.headers['content-type']]).toEqual([
        path,
        status,
        'text/html; charset=utf-8',
      ]);
      expect(answer.headers).toMatchObject({
        'x-robots-tag': 'noindex',
        'x-frame-options': 'DENY',
        'cache-control': 'private, no-store',
        vary: 'Authorization, Cookie, Accept, Accept-Language',
      });
      expect(answer.headers['content-security-policy']).toMatch(
        /^default-src 'none'.*frame-ancestors 'none'$/,
      );
      return answer.text;
    };

    it.each([
      '/nowhere/',
      '/credentials/',
      '/credentials/x/y/z/',
      '/records/programs/x/',
      '/records/programs/shared/x/',
      `/records/programs/shared/${UNKNOWN}/csv`,
    ])('are pages at %s for a browser', async (path) => {
      expect(await page(path, 404)).toContain('<h1><bdi>There is nothing here</bdi></h1>');
    });

    it('name the platform and lead on', async () => {
      // From here on the service knows the site.
      await test.request.get('/credentials/example/').expect(200);
      for (const path of ['/nowhere/', '/records/programs/x/', `/credentials/${UNKNOWN}/`]) {
        const text = await page(path, 404);
        expect(text).toContain('<p><bdi>Conformance X</bdi></p>');
        expect(text).toContain('<a href="http://learner-record.conformance.example/">My learner record</a>');
        expect(text).toMatch(new RegExp(`<a href="${LMS}/">Go to .Conformance X.</a>`));
      }
    });

    it('say at the address of a certificate that there is none, in the language of the reader', async () => {
      for (const rest of ['', 'certificate.pdf', 'signatures/0']) {
        const text = await page(`/credentials/${UNKNOWN}/${rest}`, 404, { 'accept-language': 'fr' });
        expect(text).toContain('<h1><bdi>Aucun certificat ici</bdi></h1>');
      }
    });

    it('say at the address of the console of before where the administration is', async () => {
      for (const path of ['/admin', '/admin/', '/admin/credentials/usercredential/?q=x']) {
        const text = await page(path, 404);
        expect(text).toContain('There is no console here');
        expect(text).toContain('href="/api-docs/"');
      }
    });

    it('are pages in the language of the reader', async () => {
      const german = await page('/records/programs/x/', 404, {
        'accept-language': 'tlh, de-CH;q=0.9, fr;q=0.8',
      });
      expect(german).toContain('<html lang="de" dir="ltr">');
      expect(await page('/records/programs/x/', 404, { 'accept-language': 'ar' })).toContain(
        '<html lang="ar" dir="rtl">',
      );
      expect(await page('/records/programs/x/', 404, { 'accept-language': 'x"><script>' })).toContain(
        '<html lang="en" dir="ltr">',
      );
    });

    it('are pages below addresses for people also for callers without a wish', async () => {
      for (const path of ['/records/programs/x/', '/admin/', '/credentials/x/y/z']) {
        const { headers } = await test.request.get(path).set('accept', '*/*').expect(404);
        expect(headers['content-type']).toBe('text/html; charset=utf-8');
      }
    });

    it.each([
      ['get', '/credentials/%FF/', 400],
      ['get', '/credentials/%FF/?language=de', 400],
      ['get', '/admin/%FF', 400],
      ['get', '/records/programs/%FF/', 400],
      ['get', '/nowhere/%FF', 400],
      ['get', `/credentials/${'a'.repeat(600)}`, 414],
      ['get', `/records/programs/shared/${'a'.repeat(600)}/`, 414],
      ['post', '/logout/', 405],
      ['post', '/login/?next=/', 405],
      ['post', '/', 405],
      ['post', '/credentials/example/', 405],
      ['patch', '/credentials/example/certificate.pdf', 405],
      ['delete', '/admin/', 404],
      ['post', '/nowhere/', 404],
      ['post', '/credentials/%FF/', 400],
    ] as const)('are pages for a browser that asks with %s for %s', async (method, path, status) => {
      await page(path, status, {}, method);
      for (const accept of ['application/json', 'application/json, text/html;q=0.9']) {
        const { headers, body } = await test.request[method](path).set({ accept }).expect(status);
        expect(headers['content-type']).toBe('application/json; charset=utf-8');
        expect(body).toEqual({ detail: expect.any(String) });
      }
    });

    it.each([
      ['get', '/api/v2/credentials/%FF', BROWSER, 400],
      ['get', `/api/v2/credentials/${'a'.repeat(600)}`, BROWSER, 414],
      ['get', '/nowhere/%FF', '*/*', 400],
      ['post', '/api/v2/nowhere/', BROWSER, 404],
      ['delete', '/api/v2/credentials/', BROWSER, 405],
      ['post', '/credentials/example/', '*/*', 405],
      ['delete', '/admin/', '*/*', 404],
    ] as const)('are JSON for who asks with %s for %s and %s', async (method, path, accept, status) => {
      const { headers } = await test.request[method](path).set({ accept }).expect(status);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    });

    it('have no body for HEAD', async () => {
      const { headers, text } = await test.request.head('/records/programs/x/').expect(404);
      expect([headers['content-type'], text]).toEqual(['text/html; charset=utf-8', undefined]);
    });

    it.each([
      ['/records/programs/x/', 'application/json', 404],
      ['/admin/', 'application/json', 404],
      ['/nowhere/', '*/*', 404],
      ['/api/v2/nowhere/', BROWSER, 404],
      ['/api/v2/credentials/', BROWSER, 401],
      [`/records/api/v1/program_records/${UNKNOWN}/?is_public=true`, BROWSER, 404],
      ['/api-docs/nothing.js', BROWSER, 404],
      [`/records/programs/${UNKNOWN}/share/`, BROWSER, 405],
    ])('are JSON at %s for %s', async (path, accept, status) => {
      const { headers, body } = await test.request.get(path).set('accept', accept).expect(status);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(body).toEqual({ detail: expect.any(String) });
    });

    it('are JSON for writes', async () => {
      const share = `/records/programs/${UNKNOWN}/share`;
      const { headers } = await test.request.post(share).set('accept', BROWSER).expect(401);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    });
  });
});

describe('the start page in production', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({
      world: true,
      env: {
        ...PRODUCTION_ENV,
        ROLE: 'api',
        LMS_URL: '',
        PUBLIC_URL: 'https://credentials.example.org/below',
      },
    });
  });

  afterAll(() => test.close());

  it('names the platform and leads to the learner record front end', async () => {
    const { headers, text } = await test.request.get('/').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('<h1><bdi>Conformance X</bdi></h1>');
    expect(text).toContain('href="http://learner-record.conformance.example/"');
    expect(text).not.toMatch(/api-docs|health/);
  });

  it('is below the path of the public address, as the sign-in is', async () => {
    const { headers } = await test.request.get('/login/').query({ next: '/below/credentials/example/' });
    expect(headers.location).toBe('/below/credentials/example/');
    const admin = await test.request.get('/admin/').expect(404);
    expect(admin.text).toContain('href="/below/api-docs/"');
  });

  it('is framed at the sign-out by the LMS that the site names, and by nobody where there is none', async () => {
    const site = async (address: string | null) => {
      await test.dataSource.query('update site set lms_url_root = $1', [address]);
      test.app.get(SitesService, { strict: false }).forget();
      return test.request.get('/logout/').expect(200);
    };
    const framed = await site('http://lms.example/base/');
    expect(framed.headers['content-security-policy']).toContain('frame-ancestors http://lms.example');
    const alone = await site(null);
    expect(alone.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(alone.headers['x-frame-options']).toBe('DENY');
  });
});
