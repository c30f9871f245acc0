import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../config/index.js';
import type { Principal } from '../../users/index.js';
import { permissionRule, serviceUserRule, STAFF } from './access-rule.js';
import { principalWith } from '../../../../test/support/principal.js';

const config = loadConfig({ LEARNER_STATUS_WORKER: 'status_worker' });
const caller = (username: string, changes: { is_staff?: boolean; is_superuser?: boolean } = {}): Principal =>
  principalWith({ username, permissions: ['records.add_usergrade'], ...changes });
const ann = caller('ann');
const staff = caller('staff', { is_staff: true });
const root = caller('root', { is_superuser: true });
const worker = caller('Status_Worker');
const admits = (rule: typeof STAFF): boolean[] =>
  [ann, staff, root, worker].map((user) => rule.allows(user, config));

describe('access rules', () => {
  it('admit staff and superusers where staff is asked for', () => {
    expect(admits(STAFF)).toEqual([false, true, true, false]);
  });

  it('admit by permission, and superusers', () => {
    expect(admits(permissionRule('records.add_usergrade'))).toEqual([true, true, true, true]);
    expect(admits(permissionRule('records.change_usergrade'))).toEqual([false, false, true, false]);
  });

  it('admit the service user that the configuration names', () => {
    expect(admits(serviceUserRule('learnerStatusWorker', false))).toEqual([false, false, false, true]);
    expect(admits(serviceUserRule('learnerStatusWorker', true))).toEqual([false, true, true, true]);
  });

  it('admit nobody as a service user whom the configuration does not name', () => {
    expect(admits(serviceUserRule('usernameReplacementWorker', false))).toEqual([false, false, false, false]);
  });

  it('say in words whom they admit', () => {
    expect(permissionRule('records.add_usergrade').words).toBe('records.add_usergrade');
    expect(serviceUserRule('learnerStatusWorker', true).words).toBe('staff, or the learner status worker');
  });
});
