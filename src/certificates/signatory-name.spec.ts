import { describe, expect, it } from '@jest/globals';
import { isSameName } from './signatory-name.js';

describe('two spellings of a name', () => {
  it.each([
    ['Dr. Grace Hopper', 'Dr Grace Hopper'],
    ['Dr. Grace Hopper', 'Grace Hopper'],
    ['grace hopper', 'Grace  HOPPER'],
    ['Grace Hopper', 'Grace B. Hopper'],
    ['José Núñez', 'Jose Nunez'],
    ["O'Neil", 'O’Neil'],
    ['McDonald', 'Mc Donald'],
    ['王 小明', '王小明'],
  ])('are %j and %j', (one, other) => {
    expect([isSameName(one, other), isSameName(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['Ada', 'Eve'],
    ['Ada', 'Ada Lovelace'],
    ['Ann Lee', 'Ian Lee'],
    ['Dr. Grace Hopper', 'Dr. Ada Lovelace'],
    ['Prof. Ada Lovelace', 'Dr. Grace Hopper'],
    ['...', '!!!'],
    ['', ''],
  ])('are not %j and %j', (one, other) => {
    expect([isSameName(one, other), isSameName(other, one)]).toEqual([false, false]);
  });
});
