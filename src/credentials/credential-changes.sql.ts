import { statement } from '../platform/database/index.js';

/** Raises the numbers of changes above those that a restored database brought along. `raised`: it was necessary. */
export const goOnWithChanges = statement<{ raised: boolean }>(
  'credentials.go_on_with_changes',
  'select credential_changes_go_on() as raised',
);
