import { describe, expect, it } from '@jest/globals';
import fc from '../../../test/support/property.js';
import { type Listed, OpenList } from './open-list.js';

interface Named extends Listed {
  readonly name: number;
}

const named = (name: number): Named => ({ name, place: 0 });

describe('OpenList', () => {
  it('holds what a set would hold', () => {
    const changes = fc.array(fc.record({ adds: fc.boolean(), name: fc.nat(20) }), { maxLength: 200 });
    fc.assert(
      fc.property(changes, (given) => {
        const [list, set] = [new OpenList<Named>(), new Set<Named>()];
        const things = Array.from({ length: 21 }, (_, name) => named(name));
        for (const { adds, name } of given) {
          const thing = things[name]!;
          if (adds && !set.has(thing)) list.add(thing);
          if (!adds) list.delete(thing);
          if (adds) set.add(thing);
          else set.delete(thing);
        }
        expect(new Set(list)).toEqual(set);
        expect(list.size).toBe(set.size);
      }),
    );
  });

  it('may change while it is walked', () => {
    const list = new OpenList<Named>();
    for (let name = 0; name < 3; name += 1) list.add(named(name));
    const walked: number[] = [];
    for (const thing of list) {
      walked.push(thing.name);
      list.delete(thing);
    }
    expect([walked, list.size]).toEqual([[0, 1, 2], 0]);
  });
});
