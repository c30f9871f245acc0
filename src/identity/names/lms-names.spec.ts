import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeLms, type LmsFault } from '../../../test/support/fake-lms.js';
import { loadConfig } from '../../config/index.js';
import { LmsNamesClient, type QuestionEnd } from './lms-names.js';

describe('the names that the LMS has', () => {
  let lms: FakeLms;
  let client: LmsNamesClient;

  beforeAll(async () => {
    lms = await FakeLms.start();
  });

  beforeEach(() => {
    client = new LmsNamesClient(loadConfig(lms.env));
  });

  afterEach(() => lms.reset());

  afterAll(() => lms.stop());

  const find = (username: string) => client.find(username, new AbortController().signal);
  const known = (user: FakeLms['users'][string]) => {
    lms.users = { frida88: user };
    return find('frida88');
  };

  it('are that of the account, and the verified one where it counts', async () => {
    expect(await known({ name: 'Frida Example' })).toMatchObject({ name: 'Frida Example', verifiedName: '' });
    const verified = { name: 'Frida Example', verified_name: 'Frida M. Example' };
    for (const use of [false, null]) {
      expect(await known({ ...verified, use_verified_name_for_certs: use })).toMatchObject({
        verifiedName: '',
      });
    }
    expect(await known({ ...verified, use_verified_name_for_certs: true })).toEqual({
      name: 'Frida Example',
      verifiedName: 'Frida M. Example',
      problem: undefined,
      end: 'whole',
    });
  });

  it('are not known of somebody whom the LMS has not, which says nothing of the last known name', async () => {
    const unknown = { name: undefined, verifiedName: undefined, problem: undefined, end: 'whole' };
    expect(await find('nobody')).toEqual(unknown);
    lms.fault = 'status 404';
    lms.affirmationFault = 'none';
    expect(await find('nobody')).toEqual(unknown);
  });

  it.each<[string | null, string | undefined]>([
    ['  Frida\t\n Example\u2028', 'Frida Example'],
    ['Fri\u0007da', 'Fri da'],
    ['\u202eadirF\u202c', '\u202eadirF\u202c'],
    ['𝒳'.repeat(255), '𝒳'.repeat(255)],
    ['x'.repeat(256), undefined],
    [' \u200b\u00a0', undefined],
    ['', undefined],
    [null, undefined],
    ['half \ud800', undefined],
  ])('%j is the line %j', async (given, name) => {
    const verified = { verified_name: given ?? '', use_verified_name_for_certs: true };
    expect(await known({ name: given, ...verified })).toMatchObject({
      name,
      verifiedName: name,
      end: 'whole',
    });
  });

  it('are asked for by the name as it is, whatever letters it has', async () => {
    const name = 'a/b ?&=#%ü+';
    lms.users = { [name]: { name: 'Odd', verified_name: 'Odder', use_verified_name_for_certs: true } };
    expect(await find(name)).toMatchObject({ name: 'Odd', verifiedName: 'Odder' });
    // An address ends before a name like these.
    expect(await find('..')).toMatchObject({ name: undefined, end: 'not asked' });
    expect(lms.requests.filter((path) => path.includes('accounts'))).toHaveLength(1);
  });

  it('need one token for many questions, and another one when the LMS refuses it', async () => {
    await Promise.all([known({ name: 'Frida' }), known({ name: 'Frida' })]);
    expect(lms.tokenForms).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'names-client',
        client_secret: 'names-secret',
        token_type: 'jwt',
      },
    ]);
    lms.fault = 'token refused once';
    expect(await known({ name: 'Frida' })).toMatchObject({ name: 'Frida', end: 'whole' });
    expect(lms.tokenForms).toHaveLength(2);
  });

  it.each<[LmsFault, string, QuestionEnd]>([
    ['status 401', 'status 401', 'refused'],
    ['status 403', 'must be staff in the LMS', 'useless'],
    ['status 429', 'status 429', 'refused'],
    ['status 500', 'status 500', 'useless'],
    ['status 503', 'status 503', 'refused'],
    ['HTML', 'no JSON', 'useless'],
    ['redirect', 'redirects', 'useless'],
    ['cut off', 'the account: ', 'useless'],
    ['hung up', 'the account: ', 'silent'],
    ['huge', 'larger than', 'useless'],
    ['a list', 'it has no name', 'useless'],
    ['wrong types', 'it has no name', 'useless'],
    ['no name', 'must be staff in the LMS', 'useless'],
    ['client refused', 'check LMS_OAUTH_CLIENT_ID', 'refused'],
    ['HTML for a token', 'no JSON', 'refused'],
  ])('are not changed by an answer with the fault "%s"', async (fault, problem, end) => {
    lms.fault = fault;
    const names = await known({ name: 'Frida' });
    expect(names).toMatchObject({ name: undefined, verifiedName: undefined, end });
    expect(names.problem).toContain(problem);
    expect(names.problem).not.toMatch(/frida88|names-secret|token-\d/);
  });

  it('are taken in part when only one of the two answers is good', async () => {
    lms.affirmationFault = 'status 403';
    const names = await known({ name: 'Frida Example' });
    expect(names).toMatchObject({ name: 'Frida Example', verifiedName: undefined, end: 'partly' });
    expect(names.problem).toContain('must be staff in the LMS');
  });

  it.each(['somebody', 'frida8', ''])('are not those of another user, such as %j', async (username) => {
    const verified = { verified_name: 'Somebody Else', use_verified_name_for_certs: true };
    const names = await known({ name: 'Somebody Else', username, ...verified });
    expect(names).toMatchObject({ name: undefined, verifiedName: undefined, end: 'useless' });
    expect(names.problem).toContain('it is about another user');
  });

  it('are those of the user in any letter case', async () => {
    const verified = { verified_name: 'Frida M.', use_verified_name_for_certs: true };
    const names = await known({ name: 'Frida', username: 'Frida88', ...verified });
    expect(names).toMatchObject({ name: 'Frida', verifiedName: 'Frida M.', end: 'whole' });
  });

  it('tell that the LMS is there when one of the two answers comes', async () => {
    lms.fault = 'hung up';
    lms.affirmationFault = 'none';
    expect(await known({ name: 'Frida' })).toMatchObject({
      name: undefined,
      verifiedName: '',
      end: 'useless',
    });
    lms.fault = undefined;
    lms.affirmationFault = 'status 503';
    expect(await known({ name: 'Frida' })).toMatchObject({ name: 'Frida', end: 'partly' });
  });

  it('are not waited for when the service stops', async () => {
    lms.fault = 'silent';
    const stop = new AbortController();
    const names = client.find('frida88', stop.signal);
    stop.abort();
    expect((await names).problem).toContain('broken off');
  });

  it('are not asked for without a client', () => {
    expect(client.enabled).toBe(true);
    expect(new LmsNamesClient(loadConfig({ LMS_URL: lms.url })).enabled).toBe(false);
  });
});
