import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { field } from './field.js';
import { WholeRule } from './field-rule.js';
import { TextField } from './rest-fields.js';
import { ObjectField, ObjectListField } from './nested-fields.js';
import { ObjectReader } from './object-reader.js';

class Inner {
  @TextField({ maxLength: 5, description: 'A text.' })
  text!: string;
}

class Nested {
  @ObjectField({ description: 'An object.', optional: true, nullable: true }, () => Inner)
  inner?: Inner | null;

  @ObjectListField({ description: 'Objects.', optional: true, maxItems: 2 }, () => Inner)
  list?: Inner[];
}

class Base {
  @field(
    { description: 'A text.' },
    { type: String },
    {
      convert: (value) => (typeof value === 'string' ? value.toUpperCase() : value),
      problem: (value) => (String(value).startsWith('A') ? undefined : 'Must begin with A.'),
    },
  )
  text!: string;
}

@WholeRule(({ text, more }: Derived) => (text === more ? 'The texts must differ.' : undefined))
class Derived extends Base {
  @TextField({ maxLength: 5, description: 'A text.', optional: true })
  more?: string;
}

class Free {
  @field({ description: 'Anything.' }, { type: String }, {})
  list?: unknown;
}

const accept = (type: new () => object, body: unknown) => ObjectReader.require(type).accept(body);

describe('ObjectReader', () => {
  it('converts before it checks, knows the rules that a class inherits, and drops unknown keys', () => {
    expect(accept(Derived, { text: 'abc', more: 'x', unknown: 1 })).toStrictEqual(
      Object.assign(new Derived(), { text: 'ABC', more: 'x' }),
    );
    expect(accept(Derived, { text: 'xyz' })).toBeUndefined();
    expect(accept(Derived, { text: 'abc', more: 'too long' })).toBeUndefined();
  });

  it('makes instances of nested objects, each checked by its own rules', () => {
    const inner = Object.assign(new Inner(), { text: 'x' });
    expect(accept(Nested, { inner: { text: 'x', unknown: 1 }, list: [{ text: 'x' }] })).toStrictEqual(
      Object.assign(new Nested(), { inner, list: [inner] }),
    );
    expect(accept(Nested, { inner: null })).toStrictEqual(Object.assign(new Nested(), { inner: null }));
  });

  it.each([{ text: 'too long' }, 'text', [{ text: 'x' }]])('accepts no %j for a nested object', (inner) => {
    expect(accept(Nested, { inner })).toBeUndefined();
  });

  it.each([null, { text: 'x' }, [null], ['x'], [[]], [{ text: 'too long' }], [1, 2, 3]])(
    'accepts no %j for a list of nested objects',
    (list) => {
      expect(accept(Nested, { list })).toBeUndefined();
    },
  );

  it('accepts nothing that breaks the rule of the whole', () => {
    expect(accept(Derived, { text: 'a', more: 'A' })).toBeUndefined();
  });

  it.each([undefined, null, 'text', 1, [{ text: 'x' }]])('accepts no %j, which is no object', (body) => {
    expect(accept(Inner, body)).toBeUndefined();
  });

  it('leaves objects without a class to the libraries', () => {
    expect(accept(Free, { list: ['x', 1] })).toStrictEqual(Object.assign(new Free(), { list: ['x', 1] }));
    expect(accept(Free, { list: {} })).toBeUndefined();
    expect(accept(Free, { list: [{}] })).toBeUndefined();
  });

  it.each([['a text'], ['a\ud800b'], ['a\0b'], [['fine', 'a\0b']]])(
    'takes %j only when PostgreSQL can hold it',
    (list) => {
      const isFine = list === 'a text';
      expect(accept(Free, { list })).toEqual(isFine ? { list } : undefined);
    },
  );

  it('reduces a body to what its rules look at, at the cost of its rules', () => {
    const reads = (unknown: number) => {
      let count = 0;
      const body = new Proxy(
        Object.fromEntries([
          ['text', 'x'],
          ...Array.from({ length: unknown }, (_, index) => [`unknown${index}`, {}] as const),
        ]),
        {
          get: (target, key) => {
            count += 1;
            return Reflect.get(target, key) as unknown;
          },
          ownKeys: (target) => {
            count += unknown;
            return Reflect.ownKeys(target);
          },
        },
      );
      expect(ObjectReader.require(Inner).known(body)).toStrictEqual({ text: 'x' });
      return count;
    };
    expect(reads(4000)).toBe(reads(1000));
  });

  it('keeps the kinds of values that no rule wants, and nothing inside of them', () => {
    const deep = [{ a: [1] }, [[2]], 3];
    const known = (type: new () => object, body: object) => ObjectReader.require(type).known({ ...body });
    expect(known(Inner, { text: { a: 1 } })).toStrictEqual({ text: {} });
    expect(known(Inner, { text: deep })).toStrictEqual({ text: [{}, [], 3] });
    expect(known(Nested, { inner: deep, list: { text: 1, more: 2 } })).toStrictEqual({
      inner: [{}, [], 3],
      list: { text: 1 },
    });
    expect(known(Nested, JSON.parse('{"__proto__":{"inner":1},"constructor":1}') as object)).toStrictEqual(
      {},
    );
  });

  it('does not read a class without rules, or with rules that are not ours, in a nested object either', () => {
    class Ruleless {}
    class Foreign {
      @IsString()
      text!: string;
    }
    class Around {
      @ObjectField({ description: 'An object.' }, () => Foreign)
      inner!: Foreign;
    }
    expect(() => ObjectReader.require(Ruleless)).toThrow('No field of Ruleless has a rule.');
    expect(() => ObjectReader.require(Around)).toThrow('Foreign.text has rules');
  });
});
