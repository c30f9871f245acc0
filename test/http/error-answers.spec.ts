import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { ERROR_CODES } from '../../src/platform/errors/index.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

const LIST = '/api/v2/credentials/';
const ORIGIN = 'https://records.example.org';
const PROBLEM = 'application/problem+json';

/** A user without rights. */
const NOBODY = 'learner1';

describe('an error', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp({
      world: true,
      env: { PUBLIC_URL: 'https://credentials.example', CORS_ORIGINS: ORIGIN },
    });
  });
  afterAll(() => test.close());

  const root = () => test.as('root', { administrator: true });

  /** Requests that fail, each with its code. */
  const KINDS: readonly (readonly [code: keyof typeof ERROR_CODES, call: () => PromiseLike<Response>])[] = [
    ['not_authenticated', () => test.request.get(LIST)],
    ['invalid_token', () => test.request.get(LIST).set('Authorization', 'JWT none')],
    ['permission_denied', () => test.request.get(LIST).set('Authorization', test.as(NOBODY))],
    [
      'csrf_failed',
      () =>
        test.request
          .post(LIST)
          .set(
            'Cookie',
            [
              `edx-jwt-cookie-header-payload=${cookieParts()[0]}`,
              `edx-jwt-cookie-signature=${cookieParts()[1]}`,
            ].join('; '),
          )
          .send({}),
    ],
    ['not_found', () => test.request.get('/nowhere/')],
    ['method_not_allowed', () => test.request.delete('/livez')],
    ['invalid_input', () => test.request.post(LIST).set('Authorization', root()).send({})],
    [
      'bad_request',
      () => test.request.post(LIST).set('Authorization', root()).type('application/json').send('{'),
    ],
    [
      'body_too_large',
      () =>
        test.request
          .post(LIST)
          .set('Authorization', root())
          .send({ username: 'x'.repeat(110_000) }),
    ],
    [
      'unsupported_media_type',
      () => test.request.post(LIST).set('Authorization', root()).type('x/y').send('0'),
    ],
    ['address_too_long', () => test.request.get(`${LIST}${'a'.repeat(600)}/`)],
  ];

  const cookieParts = () => {
    const [header, payload, signature] = test.token(NOBODY).split('.') as [string, string, string];
    return [`${header}.${payload}`, signature] as const;
  };

  it.each(KINDS)('says its code and the id of its request, in body and headers: %s', async (code, call) => {
    const { status, headers, body } = (await call()) as Response & { body: Record<string, unknown> };
    expect(status).toBe(ERROR_CODES[code].status);
    expect(body).toMatchObject({ code, request_id: headers['x-request-id'] });
    expect(headers['x-error-code']).toBe(code);
  });

  it.each(KINDS)('is a problem of RFC 9457 for those who ask for one: %s', async (code, call) => {
    const sent = call() as PromiseLike<Response> & {
      set(name: string, value: string): PromiseLike<Response>;
    };
    const { status, headers, text } = await sent.set('Accept', `application/json;q=0.5, ${PROBLEM}`);
    expect(headers['content-type']).toBe(`${PROBLEM}; charset=utf-8`);
    expect(JSON.parse(text)).toMatchObject({
      type: `https://credentials.example/api-docs/#${code}`,
      title: ERROR_CODES[code].title,
      status,
      detail: expect.any(String),
      code,
      request_id: headers['x-request-id'],
    });
  });

  it.each([
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    [`application/json, ${PROBLEM};q=0.9`, 'application/json'],
    [`application/json, ${PROBLEM}`, PROBLEM],
    [`${PROBLEM};q=0, */*`, 'application/json'],
    [`${PROBLEM};q=0`, 'application/json'],
    ['text/html', 'application/json'],
  ])('has the type that Accept wants: %s → %s', async (accept, type) => {
    const { headers } = await test.request.get(LIST).set('Accept', accept).expect(401);
    expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
  });

  it('has the messages per field as `errors` of the problem, and the path as its instance', async () => {
    const answer = await test.request
      .post(`${LIST}?x=1`)
      .set({ Authorization: root(), Accept: PROBLEM })
      .send({ username: '' });
    expect(JSON.parse(answer.text)).toMatchObject({
      instance: LIST,
      errors: { username: ['This field may not be blank.'], credential: ['This field is required.'] },
    });
  });

  it('keeps the messages of a field that has the name of a mark; the header has the code all the same', async () => {
    const { body, headers } = await test.request
      .put('/api/v2/admin/site/')
      .set('Authorization', root())
      .send({ code: 1, request_id: 2 })
      .expect(400);
    expect(body).toMatchObject({ code: [expect.any(String)], request_id: [expect.any(String)] });
    expect(headers['x-error-code']).toBe('invalid_input');
  });

  it.each([
    ['get', LIST, 'credentials.view_usercredential'],
    ['get', `${LIST}0e000000-0000-4000-8000-000000000001/`, 'credentials.view_usercredential'],
    ['get', `${LIST}0e000000-0000-4000-8000-000000000001/history/`, 'credentials.view_usercredential'],
    ['post', LIST, 'credentials.add_usercredential'],
    ['get', '/api/v2/admin/site/', 'staff'],
    ['get', '/records/api/v1/program_records/?username=root', 'staff'],
  ] as const)('of a missing right names the right: %s %s', async (method, path, required) => {
    const { body } = await test.request[method](path).set('Authorization', test.as(NOBODY)).expect(403);
    expect(body).toMatchObject({
      detail: 'You do not have permission to perform this action.',
      code: 'permission_denied',
      required,
    });
  });

  it('names the right that is missing where the body or the caller decides', async () => {
    const rights = async (username: string, path: string, body?: object) => {
      const request = test.request[body ? 'post' : 'get'](path).set('Authorization', test.as(username));
      const answer = await (body ? request.send(body) : request).expect(403);
      return (answer.body as { required?: unknown }).required;
    };
    const uuid = '0e000000-0000-4000-8000-000000000001';
    const key = { name: 'x', permissions: ['credentials.delete_usercredential'] };
    expect([
      await rights('viewer', `${LIST}export/`),
      await rights('adder', `${LIST}bulk/`, { items: [{ uuid, status: 'revoked' }] }),
      await rights('changer', `${LIST}bulk/`, {
        items: [{ username: 'x', credential: { program_uuid: uuid } }],
      }),
      await rights(NOBODY, `${LIST}${uuid}/history/`),
      await rights('admin', '/api/v2/admin/api_keys/', { ...key, unlimited: true }),
      await rights('admin', '/api/v2/admin/api_keys/', { ...key, programs: [uuid] }),
      await rights('admin', '/api/v2/admin/users/bob/merge/', { into: 'root' }),
    ]).toEqual([
      'staff',
      'credentials.change_usercredential',
      'credentials.add_usercredential',
      'credentials.view_usercredential',
      'superuser',
      'credentials.delete_usercredential',
      'superuser',
    ]);
  });

  it('may be read by pages of other origins, header by header', async () => {
    const { headers } = await test.request.get(LIST).set('Origin', ORIGIN);
    for (const name of ['X-Error-Code', 'Retry-After', 'RateLimit-Remaining'])
      expect(headers['access-control-expose-headers']).toContain(name);
  });
});
