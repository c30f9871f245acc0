import { describe, expect, it } from '@jest/globals';
import { BoundedMap } from './bounded-map.js';

describe('BoundedMap', () => {
  it('forgets what was not used for longest when it is full', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });

  it('keeps what is used again and again, however much else comes and goes', () => {
    const map = new BoundedMap<string, number>(10);
    map.set('kept', 1);
    for (let index = 0; index < 100; index += 1) {
      map.set(`other ${index}`, index);
      map.get('kept');
      expect(map.size).toBeLessThanOrEqual(10);
    }
    expect([map.get('kept'), map.get('other 0')]).toEqual([1, undefined]);
  });

  it('replaces a value without forgetting another', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('b', 3);
    expect([map.get('a'), map.get('b')]).toEqual([1, 3]);
  });

  it('drops the entries that fit', () => {
    const map = new BoundedMap<string, number>(3);
    map.set('a', 1);
    map.set('b', 2);
    map.deleteWhere((value) => value > 1);
    expect([map.get('a'), map.get('b')]).toEqual([1, undefined]);
  });
});
