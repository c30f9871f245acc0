import { describe, expect, it } from '@jest/globals';
import { ListOf, ObjectOf, OneOf, Text, Time, Uuid } from './description-rules.js';
import { salvageDescription } from './salvage-description.js';

class Leaf {
  @Uuid()
  uuid!: string;

  @Text({ optional: true, nullable: true, maxLength: 5 })
  note?: string | null;

  @Time({ optional: true })
  start?: string;
}

class Tree {
  @OneOf(['oak', 'fir'], { unless: ({ kind }: { kind: string }) => kind === 'any' })
  kind!: string;

  @ListOf(() => Leaf, { optional: true })
  leaves: Leaf[] = [];

  @ObjectOf(() => Leaf, { optional: true })
  root?: Leaf;
}

const GOOD = '0a000000-0000-4000-8000-000000000001';

const salvage = (json: unknown) => {
  const { value, losses } = salvageDescription(Tree, json);
  return { value, lost: losses.map(({ path, message, leftOut }) => `${path}: ${message} / ${leftOut}`) };
};

describe('salvageDescription', () => {
  it('takes all that is right, with the defaults, and without keys that it does not know', () => {
    const { value, lost } = salvage({
      kind: 'oak',
      root: { uuid: GOOD, note: null, start: '2026-01-01' },
      more: 1,
    });
    expect(lost).toEqual([]);
    expect(value).toEqual({
      kind: 'oak',
      leaves: [],
      root: { uuid: GOOD, note: null, start: '2026-01-01T00:00:00' },
    });
    expect(value).toBeInstanceOf(Tree);
    expect(value!.root).toBeInstanceOf(Leaf);
  });

  it('leaves a wrong optional field out, and null where it is no value without a word', () => {
    const { value, lost } = salvage({
      kind: 'oak',
      leaves: null,
      root: { uuid: GOOD, note: 'too long', start: 7 },
    });
    expect(value).toEqual({ kind: 'oak', leaves: [], root: { uuid: GOOD } });
    expect(lost).toEqual([
      'root.note: must have at most 5 characters / root.note',
      'root.start: must be an ISO 8601 time / root.start',
    ]);
  });

  it('leaves the items of a list out that are wrong, and keeps the places of all in its messages', () => {
    const { value, lost } = salvage({
      kind: 'fir',
      leaves: [7, { uuid: GOOD }, { note: 'too long' }, { uuid: GOOD, note: 9 }],
    });
    expect(value!.leaves).toEqual([{ uuid: GOOD }, { uuid: GOOD }]);
    expect(lost).toEqual([
      'leaves[0]: must be an object / leaves[0]',
      'leaves[2].uuid: is missing / leaves[2]',
      'leaves[2].note: must have at most 5 characters / leaves[2]',
      'leaves[3].note: must be text / leaves[3].note',
    ]);
  });

  it('leaves a list out that is none, and an optional object with a mistake that it cannot do without', () => {
    expect(salvage({ kind: 'oak', leaves: {}, root: { uuid: null } })).toEqual({
      value: { kind: 'oak', leaves: [] },
      lost: ['leaves: must be a list / leaves', 'root.uuid: must not be null / root'],
    });
  });

  it('has no value when a field is wrong that it cannot do without, and names all mistakes', () => {
    expect(salvage({ kind: 'elm', leaves: [{}] })).toEqual({
      value: undefined,
      lost: ['kind: must be one of oak, fir / ', 'leaves[0].uuid: is missing / '],
    });
    expect(salvage({ kind: null }).lost).toEqual(['kind: must not be null / ']);
    expect(salvage({}).lost).toEqual(['kind: is missing / ']);
    expect(salvage([{ kind: 'oak' }]).lost).toEqual([': must be an object / ']);
    expect(salvage({ kind: 'any' }).value).toEqual({ kind: 'any', leaves: [] });
  });

  it('takes no keys that change objects elsewhere', () => {
    const { value } = salvage(JSON.parse('{"kind":"oak","__proto__":{"root":{"uuid":"x"}},"constructor":1}'));
    expect(value).toEqual({ kind: 'oak', leaves: [] });
    expect(Object.getPrototypeOf(value)).toBe(Tree.prototype);
  });
});
