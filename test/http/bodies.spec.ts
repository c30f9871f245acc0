import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

const COURSE = '0c000000-0000-4000-8000-000000000001';
const RUN = 'course-v1:TestX+AA101+1T2023';
const STATUS = '/api/credentials/v1/learner_cert_status/';
const BULK = '/api/credentials/v1/bulk_learner_cert_status/';
const CREDENTIALS = '/api/v2/credentials/';
const GRADES = '/api/v2/grades/';
const MEGABYTE = 1024 * 1024;

describe('a request body', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ world: true });
  });

  afterAll(() => test.close());

  const postForm = (path: string, as: string, form: string) =>
    test.request.post(path).set('Authorization', test.as(as)).type('form').send(form);

  /** Like many clients, it reads the answer only after it has sent everything. */
  async function sendThenLook(path: string, headers: readonly string[], body: Buffer): Promise<string> {
    const { hostname, port } = new URL(test.base);
    const socket = connect(Number(port), hostname);
    const broken = new Promise<never>((_, reject) => socket.once('error', reject));
    const exchange = async () => {
      await once(socket, 'connect');
      socket.write([`POST ${path} HTTP/1.1`, 'host: x', ...headers, '', ''].join('\r\n'));
      for (let at = 0; at < body.length; at += MEGABYTE) {
        await new Promise((resolve) => socket.write(body.subarray(at, at + MEGABYTE), resolve));
        await delay(5);
      }
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return answer.toString().split('\r\n', 1)[0]!;
    };
    try {
      return await Promise.race([exchange(), broken]);
    } finally {
      socket.destroy();
    }
  }

  const json = (as: string) => [`authorization: ${test.as(as)}`, 'content-type: application/json'];

  it.each([
    ['the bulk route', BULK, 'status_worker', 8 * MEGABYTE + 1],
    ['another route', CREDENTIALS, 'root', 3 * MEGABYTE],
  ])(
    'that is too large for %s is read to its end, so that the caller sees why',
    async (_, path, as, size) => {
      const headers = [...json(as), `content-length: ${size}`];
      const body = Buffer.alloc(size, '[');
      expect(await sendThenLook(path, headers, body)).toBe('HTTP/1.1 413 Payload Too Large');
      const closing = [...headers, 'connection: close'];
      expect(await sendThenLook(path, closing, body)).toBe('HTTP/1.1 413 Payload Too Large');
    },
  );

  it('that is too large and comes in chunks is read to its end too', async () => {
    const chunk = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(MEGABYTE, '['),
      Buffer.from('\r\n'),
    ]);
    const body = Buffer.concat([chunk, chunk, chunk, Buffer.from('0\r\n\r\n')]);
    const headers = [...json('root'), 'transfer-encoding: chunked'];
    expect(await sendThenLook(CREDENTIALS, headers, body)).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it.each([
    ['nobody', 401],
    ['stranger', 403],
  ])('that %s may not send is read to its end too, and not looked at', async (as, status) => {
    const headers = as === 'nobody' ? ['content-type: application/json'] : json(as);
    const body = Buffer.alloc(4 * MEGABYTE, '[');
    const answer = await sendThenLook(BULK, [...headers, `content-length: ${body.length}`], body);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
  });

  it('as a form names the elements of a list one by one', async () => {
    const form = `username=alice&courses=${COURSE}&courses=nothing&course_runs=${encodeURIComponent(RUN)}`;
    const { body } = await postForm(STATUS, 'status_worker', form).expect(200);
    const asJson = await test.request
      .post(STATUS)
      .set('Authorization', test.as('status_worker'))
      .send({ username: 'alice', courses: [COURSE, 'nothing'], course_runs: [RUN] })
      .expect(200);
    expect(body).toEqual(asJson.body);
  });

  it('as a form counts the last of several values where one is wanted', async () => {
    const { body } = await postForm(STATUS, 'status_worker', `username=bob&username=alice&courses=${COURSE}`);
    expect(body).toMatchObject({ username: 'alice' });
  });

  it('as JSON has no list where a text stands', async () => {
    const { body } = await test.request
      .post(STATUS)
      .set('Authorization', test.as('status_worker'))
      .send({ username: 'alice', courses: COURSE })
      .expect(400);
    expect(body).toEqual({ courses: ['Expected a list of items but got type "str".'] });
  });

  it('as a form says null with nothing where that is a value, and only there', async () => {
    const grade = `username=bodies&course_run=${encodeURIComponent(RUN)}&percent_grade=0.5`;
    const { body } = await postForm(GRADES, 'grader', `${grade}&lms_last_updated_at=`).expect(201);
    expect(body).toMatchObject({ lms_last_updated_at: null });
    await postForm(GRADES, 'grader', `${grade}&verified=`).expect(400);
    await test.request
      .post(GRADES)
      .set('Authorization', test.as('grader'))
      .send({ username: 'bodies', course_run: RUN, percent_grade: '0.5', lms_last_updated_at: '' })
      .expect(400);
  });

  it('as a form with escaped bytes that are no UTF-8 is refused, and what only looks like it is not', async () => {
    const rest = `&course_run=${encodeURIComponent(RUN)}&percent_grade=0.5`;
    const { body } = await postForm(GRADES, 'grader', `username=caf%e9${rest}`).expect(400);
    expect(body).toEqual({ detail: 'The request body is not UTF-8.' });
    await postForm(STATUS, 'status_worker', `username=alice&courses=caf%e9&courses=${COURSE}`).expect(400);
    const letter = 'letter_grade=caf%EF%BF%BD';
    const kept = await postForm(GRADES, 'grader', `username=bodies&${letter}${rest}`).expect(201);
    expect(kept.body).toMatchObject({ letter_grade: 'caf\ufffd' });
  });
});
