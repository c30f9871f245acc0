import { describe, expect, it } from '@jest/globals';
import { readDescription } from './read-description.js';
import {
  Flag,
  ListOf,
  ObjectOf,
  OneOf,
  Text,
  Time,
  Uuid,
  WebAddress,
  WholeNumber,
  WordList,
} from './description-rules.js';

class Leaf {
  @Uuid()
  uuid!: string;

  @Text({ optional: true, nullable: true, maxLength: 5 })
  note?: string | null;

  @Time({ optional: true })
  start?: string;
}

class Tree {
  @ListOf(() => Leaf, { optional: true })
  leaves: Leaf[] = [];

  @ObjectOf(() => Leaf, { optional: true })
  root?: Leaf;

  @Flag({ optional: true })
  green?: boolean;

  @WholeNumber({ optional: true, min: 0, max: 9 })
  age?: number;

  @OneOf(['oak', 'fir'], { optional: true })
  kind?: string;

  @WebAddress({ optional: true })
  page?: string;

  @WordList((word) => (word === 'bad' ? 'must be good' : undefined), { optional: true })
  words?: string[];
}

const GOOD = '0a000000-0000-4000-8000-000000000001';

function problems(json: unknown): string[] {
  return readDescription(Tree, json, 'refuse').problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('readDescription', () => {
  it('takes a description that is right, with its defaults', () => {
    const { value, problems: none } = readDescription(Tree, { root: { uuid: GOOD, note: null } }, 'refuse');
    expect(none).toEqual([]);
    expect(value.leaves).toEqual([]);
    expect(value.root).toBeInstanceOf(Leaf);
  });

  it('names the path of everything that is wrong at once', () => {
    expect(
      problems({
        leaves: [{ uuid: GOOD }, { uuid: 'x', note: 'too long', start: '2023-02-30T00:00:00Z' }, {}],
        root: { uuid: null },
        green: 'yes',
        age: 10,
        kind: 'elm',
        page: 'javascript:alert(1)',
      }),
    ).toEqual([
      'leaves[1].uuid: must be a UUID in small letters with dashes',
      'leaves[1].note: must have at most 5 characters',
      'leaves[1].start: must be an ISO 8601 time',
      'leaves[2].uuid: is missing',
      'root.uuid: must not be null',
      'green: must be true or false',
      'age: must be a whole number from 0 to 9',
      'kind: must be one of oak, fir',
      'page: must be a whole http or https address',
    ]);
  });

  it('counts the characters of a text like PostgreSQL', () => {
    expect(problems({ leaves: [{ uuid: GOOD, note: '😀'.repeat(5) }] })).toEqual([]);
    expect(problems({ leaves: [{ uuid: GOOD, note: '😀'.repeat(6) }] })).toEqual([
      'leaves[0].note: must have at most 5 characters',
    ]);
  });

  it('names the item of a list that is not what the list holds', () => {
    expect(problems({ leaves: [{ uuid: GOOD }, [{ uuid: GOOD }]], words: ['good', 7] })).toEqual([
      'leaves[1]: must be an object',
      'words[1]: must be text',
    ]);
    expect(problems({ leaves: {}, words: ['bad'] })).toEqual([
      'leaves: must be a list',
      'words[0]: must be good',
    ]);
  });

  it('refuses keys that it does not know, except remarks', () => {
    expect(
      problems({ about: 'a remark', leafs: [], root: { uuid: GOOD, about: 'one more', uid: 1 } }),
    ).toEqual(['leafs: unknown key', 'root.uid: unknown key']);
  });

  it('refuses keys that change objects elsewhere', () => {
    const json = JSON.parse('{"__proto__":{"age":99},"root":{"uuid":"x","constructor":1}}') as unknown;
    expect(problems(json)).toEqual([
      '__proto__: unknown key',
      'root.constructor: unknown key',
      'root.uuid: must be a UUID in small letters with dashes',
    ]);
  });

  it('names a hundred unknown keys and not a hundred thousand', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]);
    expect(problems(Object.fromEntries(keys))).toHaveLength(100);
  });

  it('drops keys that it does not know when told so', () => {
    const { value, problems: none } = readDescription(
      Tree,
      { more: 1, root: { uuid: GOOD, more: 1 } },
      'drop',
    );
    expect(none).toEqual([]);
    expect(value).not.toHaveProperty('more');
    expect(value.root).not.toHaveProperty('more');
  });

  it.each([[null], [[]], ['text'], [7]])('refuses %j in place of an object', (json) => {
    expect(problems(json)).toEqual([': must be an object']);
  });
});
