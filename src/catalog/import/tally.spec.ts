import { expect, it } from '@jest/globals';
import { tally } from './tally.js';

it('an import counts what it created, changed and left as it was', () => {
  expect(tally(['created', 'unchanged', 'changed', 'unchanged', 'unchanged', 'changed'])).toEqual({
    created: 1,
    changed: 2,
    unchanged: 3,
  });
  expect(tally([])).toEqual({ created: 0, changed: 0, unchanged: 0 });
});
