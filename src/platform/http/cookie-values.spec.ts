import { describe, expect, it } from '@jest/globals';
import { cookieValues } from './cookie-values.js';

describe('the values of cookies with one name', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['a=1', ['1']],
    ['b=0; a=1;a=2 ; aa=3; A=4', ['1', '2']],
    ['a=1; a=1; a=2', ['1', '2']],
    ['a=; a; =1; a="2"; a="', ['2', '"']],
    ['a=x=y', ['x=y']],
    ['a=1; a=2; a=3; a=4; a=5', ['1', '2', '3', '4']],
  ])('in %j are %j', (header, values) => {
    expect(cookieValues(header, 'a')).toEqual(values);
  });
});
