import { describe, expect, it } from '@jest/globals';
import { field } from './field.js';
import { WholeRule } from './field-rule.js';
import { TextField } from './fields.js';
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

const errorsOf = (type: new () => object, body: unknown) => ObjectReader.require(type).read(body).errors;

describe('ObjectReader', () => {
  it('converts before it checks, knows the rules that a class inherits, and drops unknown keys', () => {
    const { value, errors } = ObjectReader.require(Derived).read({ text: 'abc', more: 'x', unknown: 1 });
    expect(value).toStrictEqual(Object.assign(new Derived(), { text: 'ABC', more: 'x' }));
    expect(errors).toBeUndefined();
    expect(errorsOf(Derived, { text: 'xyz', more: 'too long' })).toEqual({
      more: ['Ensure this field has no more than 5 characters.'],
      text: ['Must begin with A.'],
    });
  });

  it('makes instances of nested objects, each checked by its own rules', () => {
    const inner = Object.assign(new Inner(), { text: 'x' });
    const body = { inner: { text: 'x', unknown: 1 }, list: [{ text: 'x' }] };
    expect(ObjectReader.require(Nested).read(body)).toStrictEqual({
      value: Object.assign(new Nested(), { inner, list: [inner] }),
      errors: undefined,
    });
    expect(errorsOf(Nested, { inner: null })).toBeUndefined();
  });

  it('says where in nested objects something is wrong, and names the good items of a list too', () => {
    const tooLong = { text: ['Ensure this field has no more than 5 characters.'] };
    const noObject = (name: string) => ({
      non_field_errors: [`Invalid data. Expected a dictionary, but got ${name}.`],
    });
    expect(errorsOf(Nested, { inner: { text: 'too long' } })).toEqual({ inner: tooLong });
    expect(errorsOf(Nested, { inner: [] })).toEqual({ inner: noObject('list') });
    expect(errorsOf(Nested, { list: [{ text: 'x' }, { text: 'too long' }] })).toEqual({
      list: [{}, tooLong],
    });
    expect(errorsOf(Nested, { list: [null, 'x'] })).toEqual({
      list: [noObject('NoneType'), noObject('str')],
    });
    expect(errorsOf(Nested, { list: [[]] })).toEqual({ list: noObject('list') });
    expect(errorsOf(Nested, { list: [1, 2, 3] })).toEqual({
      list: { non_field_errors: ['Ensure this field has no more than 2 elements.'] },
    });
  });

  it('asks for the object as a whole once its fields are right', () => {
    expect(errorsOf(Derived, { text: 'a', more: 'A' })).toEqual({
      non_field_errors: ['The texts must differ.'],
    });
    expect(errorsOf(Derived, { text: 'x', more: 'X' })).toEqual({ text: ['Must begin with A.'] });
  });

  it.each([null, 'text', 1, [{ text: 'x' }]])('refuses %j, which is no object', (body) => {
    expect(errorsOf(Inner, body)).toHaveProperty('non_field_errors');
  });

  it('does not read a class without rules', () => {
    class Ruleless {}
    expect(() => ObjectReader.require(Ruleless)).toThrow('No field of Ruleless has a rule.');
  });
});
