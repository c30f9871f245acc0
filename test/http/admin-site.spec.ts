import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adminCalls, TIME } from '../support/administration.js';
import { createTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ world: true });
});

afterAll(() => test.close());

const call = adminCalls(() => test);

describe('the settings of the installation', () => {
  const site = {
    platform_name: 'Example X',
    lms_url_root: 'https://lms.example.org/',
    partner_from_address: 'partners@example.org',
    records_enabled: true,
    records_help_url: null,
    learner_record_mfe_url: 'https://records.example.org/',
  };

  it('can be read and set, and setting them again changes nothing', async () => {
    await call('put', 'site/', { ...site, platform_name: 'Before' }).expect(200);
    const before = await call('get', 'site/').expect(200);
    expect(before.body).toMatchObject({
      id: 1,
      platform_name: 'Before',
      updated_at: expect.stringMatching(TIME),
    });
    const set = await call('put', 'site/', site).expect(200);
    expect(set.body).toMatchObject(site);
    expect(set.headers.etag).not.toBe(before.headers.etag);
    const again = await call('put', 'site/', site).expect(200);
    expect(again.body).toEqual(set.body);
    expect(again.headers.etag).toBe(set.headers.etag);
    expect((await call('get', 'site/').expect(200)).headers.etag).toBe(set.headers.etag);
  });

  it.each([
    ['partner_from_address', 'a@example.org, b@example.org'],
    ['partner_from_address', 'a@example.org\r\nBcc: b@example.org'],
    ['partner_from_address', 'Name <a@example.org>'],
    ['lms_url_root', 'javascript:alert(1)'],
    ['platform_name', ''],
    ['records_enabled', 'maybe'],
  ])('refuse %s %j', async (field, value) => {
    const { body } = await call('put', 'site/', { ...site, [field]: value }).expect(400);
    expect(body).toEqual({ [field]: [expect.any(String)] });
  });

  it('are refused with a misspelt key, which would have emptied the field that was meant', async () => {
    const before = await call('put', 'site/', site).expect(200);
    const { partner_from_address: partner_from_adress, ...others } = site;
    const { body } = await call('put', 'site/', { ...others, partner_from_adress }).expect(400);
    expect(body).toEqual({ partner_from_adress: [expect.stringContaining('partner_from_address')] });
    expect((await call('get', 'site/').expect(200)).body).toEqual(before.body);
  });

  it('can be changed in an answer and sent back', async () => {
    const { body } = await call('put', 'site/', site).expect(200);
    const changed = await call('put', 'site/', { ...body, platform_name: 'Another X' }).expect(200);
    expect(changed.body).toMatchObject({ ...site, platform_name: 'Another X' });
  });

  it('conflict with a stale If-Match', async () => {
    const { headers } = await call('get', 'site/').expect(200);
    const match = { 'If-Match': headers.etag! };
    await call('put', 'site/', { ...site, platform_name: 'First' }, match).expect(200);
    const { body } = await call('put', 'site/', { ...site, platform_name: 'Second' }, match).expect(412);
    expect(body).toEqual({ detail: expect.any(String) });
    await call('put', 'site/', site, { 'If-Match': '*' }).expect(200);
  });

  it('let one of several changes through that start from the same state', async () => {
    const { headers } = await call('get', 'site/').expect(200);
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        call('put', 'site/', { ...site, platform_name: name }, { 'If-Match': headers.etag! }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});
