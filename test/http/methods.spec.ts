import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

describe('a method that a path does not have', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp();
  });

  afterAll(() => test.close());

  /** fetch refuses to send some methods. */
  const send = (method: string, path: string) =>
    new Promise<{ status?: number; allow?: string; body: string }>((resolve, reject) => {
      httpRequest(`${test.base}${path}`, { method }, (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode, allow: answer.headers.allow, body }));
      })
        .on('error', reject)
        .end();
    });

  it.each([
    ['DELETE', '/api/v2/credentials/', 'GET, HEAD, OPTIONS, POST'],
    ['DELETE', '/api/v2/credentials?page=2', 'GET, HEAD, OPTIONS, POST'],
    ['TRACE', '/api/v2/credentials/', 'GET, HEAD, OPTIONS, POST'],
    ['PROPFIND', '/livez', 'GET, HEAD, OPTIONS'],
    ['M-SEARCH', '/api/v2/course_certificates/course-v1%3AA%2BB%2BC/', 'GET, HEAD, OPTIONS, PATCH, PUT'],
    ['POST', '/credentials/example/', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api-docs/openapi.json', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/v2/replace_usernames/', 'OPTIONS, POST'],
    ['GET', '/api/v2/credentials/bulk/', 'OPTIONS, POST'],
    ['DELETE', '/api/v2/credentials/export?x=1', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405 and says which it has', async (method, path, allow) => {
    const { body, ...head } = await send(method, path);
    expect(head).toEqual({ status: 405, allow });
    expect(JSON.parse(body)).toEqual({ detail: `Method "${method}" not allowed.` });
  });

  it('is 405 for HEAD too', async () => {
    expect(await send('HEAD', '/api/v2/replace_usernames/')).toEqual({
      status: 405,
      allow: 'OPTIONS, POST',
      body: '',
    });
  });

  it('is told beforehand to whoever asks with OPTIONS', async () => {
    expect(await send('OPTIONS', '/api/v2/grades/7/')).toEqual({
      status: 204,
      allow: 'OPTIONS, PATCH, PUT',
      body: '',
    });
  });

  it.each(['TRACE', 'OPTIONS', 'DELETE'])('stays 404 for %s where there is no path', async (method) => {
    expect(await send(method, '/api/v2/nothing/')).toMatchObject({ status: 404, allow: undefined });
  });
});
