import { describe, expect, it } from '@jest/globals';
import { Principal } from '../identity/index.js';
import { mayHandleRecordOf } from './record.policy.js';

function caller(rights: { is_staff?: boolean; is_superuser?: boolean }): Principal {
  return new Principal({
    id: 7,
    username: 'alice',
    is_active: true,
    is_staff: false,
    is_superuser: false,
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
});
