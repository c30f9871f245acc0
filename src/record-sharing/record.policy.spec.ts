import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../identity/index.js';
import { mayHandleRecordOf, mayHandleRecordOfNamed, mayNameReadLearner } from './record.policy.js';
import { principalWith } from '../../test/support/principal.js';

function caller(rights: { is_staff?: boolean; is_superuser?: boolean }): Principal {
  return principalWith({
    username: 'alice',
    permissions: ['credentials.view_usercredential', 'credentials.change_usercredential'],
    ...rights,
  });
}

describe('the right to share and send a record', () => {
  it('is the own learner’s', () => {
    expect(mayHandleRecordOf(caller({}), { id: 7 })).toBe(true);
  });

  it('is nobody else’s, whatever they may do with credentials', () => {
    expect(mayHandleRecordOf(caller({}), { id: 8 })).toBe(false);
  });

  it('is that of staff and superusers for anyone', () => {
    expect(mayHandleRecordOf(caller({ is_staff: true }), { id: 8 })).toBe(true);
    expect(mayHandleRecordOf(caller({ is_superuser: true }), { id: 8 })).toBe(true);
  });

  it('is the same by name, in any letter case', () => {
    expect(mayHandleRecordOfNamed(caller({}), 'ALICE')).toBe(true);
    expect(mayHandleRecordOfNamed(caller({}), 'bob')).toBe(false);
    expect(mayHandleRecordOfNamed(caller({ is_staff: true }), 'bob')).toBe(true);
  });
});

describe('the right to name the learner whose records one reads', () => {
  it('is that of staff and superusers only', () => {
    expect(mayNameReadLearner(caller({}))).toBe(false);
    expect(mayNameReadLearner(caller({ is_staff: true }))).toBe(true);
    expect(mayNameReadLearner(caller({ is_superuser: true }))).toBe(true);
  });
});
