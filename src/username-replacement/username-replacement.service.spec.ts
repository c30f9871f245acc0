import { describe, expect, it } from '@jest/globals';
import type { UsersService } from '../identity/index.js';
import { LateError } from '../platform/errors/index.js';
import { UsernameReplacementService } from './username-replacement.service.js';

const TIME_OVER = 'The time for this request was over before this pair was done; send it again.';
const TAKEN = 'Another user has the new username.';

/** Users of whom `u…` is unknown, `t…` wants a name that is taken, and at `late` the error comes. */
function service(error = new Error('nobody is late')): {
  service: UsernameReplacementService;
  tried: string[];
} {
  const tried: string[] = [];
  const users: Pick<UsersService, 'rename' | 'renameUnknown'> = {
    renameUnknown: (renames) =>
      renames.some(({ oldName }) => oldName === 'at once')
        ? Promise.reject(error)
        : Promise.resolve(
            new Set(renames.flatMap(({ oldName }, index) => (oldName.startsWith('u') ? [index] : []))),
          ),
    rename: (oldName) => {
      tried.push(oldName);
      if (oldName === 'late') return Promise.reject(error);
      return Promise.resolve(oldName.startsWith('t') ? 'taken' : undefined);
    },
  };
  return { service: new UsernameReplacementService(users as UsersService), tried };
}

const pairs = (...names: string[]) => names.map((name) => ({ [name]: 'new' }));

describe('a list of renames', () => {
  it.each([
    ['the time of the request is over', new LateError()],
    ['a lock was not free in time', Object.assign(new Error('busy'), { code: '55P03' })],
  ])('ends with an answer that names each pair when %s', async (_, error) => {
    const { service: replacement, tried } = service(error);
    expect(await replacement.replaceAll(pairs('u1', 'a', 't', 'late', 'u2', 'b'))).toEqual({
      successful_replacements: pairs('u1', 'a', 'u2'),
      failed_replacements: pairs('t', 'late', 'b'),
      failure_reasons: [TAKEN, TIME_OVER, TIME_OVER],
    });
    expect(tried).toEqual(['a', 't', 'late']);
  });

  it('names all pairs when the time is over before the first', async () => {
    const { service: replacement, tried } = service(new LateError());
    expect(await replacement.replaceAll(pairs('at once', 'u1'))).toEqual({
      successful_replacements: [],
      failed_replacements: pairs('at once', 'u1'),
      failure_reasons: [TIME_OVER, TIME_OVER],
    });
    expect(tried).toEqual([]);
  });

  it('ends with any other error', async () => {
    const error = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    await expect(service(error).service.replaceAll(pairs('a', 'late', 'b'))).rejects.toBe(error);
  });

  it('tries nobody whom the service does not know', async () => {
    const { service: replacement, tried } = service();
    expect(await replacement.replaceAll(pairs('u1', 'u2'))).toEqual({
      successful_replacements: pairs('u1', 'u2'),
      failed_replacements: [],
    });
    expect(tried).toEqual([]);
  });
});
