import type { TestApp } from './test-app.js';

export const ADMIN = '/api/v2/admin';

/** A time as answers write it. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

type Call = (
  method: 'get' | 'put' | 'delete',
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => ReturnType<TestApp['request']['get']>;

/** Calls the administration as staff; paths are below `/api/v2/admin/`. */
export function adminCalls(application: () => TestApp): Call {
  return (method, path, body, headers = {}) => {
    const test = application();
    const request = test.request[method](`${ADMIN}/${path}`)
      .set('Authorization', test.as('admin'))
      .set(headers);
    return body === undefined ? request : request.send(body);
  };
}
