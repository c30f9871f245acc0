import { describe, expect, it } from '@jest/globals';
import { Exclude, Transform, Type } from 'class-transformer';
import {
  IsDefined,
  IsString,
  Matches,
  Validate,
  ValidateBy,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { compileClass } from './compiled-class.js';
import { ObjectField, ObjectListField, TextField } from './fields.js';

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

class Unchecked {
  @Type(() => Inner)
  @IsDefined()
  inner!: Inner;
}

class Grouped {
  @IsString({ groups: ['some'] })
  text!: string;
}

class Elements {
  @IsString({ each: true })
  texts!: string[];
}

class Hiding {
  @Exclude()
  @IsString()
  text!: string;
}

@ValidatorConstraint({ async: true })
class Eventually implements ValidatorConstraintInterface {
  validate(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

class Waiting {
  @Validate(Eventually)
  text!: string;
}

class WaitingUnannounced {
  @ValidateBy({ name: 'waits', validator: { validate: () => Promise.resolve(false) } })
  text!: string;
}

class Base {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value))
  @Matches(/^A/)
  text!: string;
}

class Derived extends Base {
  @TextField({ maxLength: 5, description: 'A text.', optional: true })
  more?: string;
}

describe('compileClass', () => {
  it.each([
    [Unchecked, 'nested objects without a class or without rules'],
    [Object, 'no rules'],
    [Grouped, 'rules for groups, conditions or elements'],
    [Elements, 'rules for groups, conditions or elements'],
    [Hiding, 'exposed or excluded fields'],
    [Waiting, 'rules that wait'],
  ])('refuses %p, since it has %s', (type, what) => {
    expect(() => compileClass<object>(type)).toThrow(what);
  });

  it('converts before it checks, and knows the rules that a class inherits', () => {
    const compiled = compileClass(Derived);
    expect(compiled({ text: 'abc', more: 'x', unknown: 1 })).toStrictEqual(
      Object.assign(new Derived(), { text: 'ABC', more: 'x' }),
    );
    expect(compiled({ text: 'xyz' })).toBeUndefined();
    expect(compiled({ text: 'abc', more: 'too long' })).toBeUndefined();
  });

  it('makes instances of nested objects, each checked by its own rules', () => {
    const compiled = compileClass(Nested);
    const inner = Object.assign(new Inner(), { text: 'x' });
    expect(compiled({ inner: { text: 'x', unknown: 1 }, list: [{ text: 'x' }] })).toStrictEqual(
      Object.assign(new Nested(), { inner, list: [inner] }),
    );
    expect(compiled({ inner: null })).toStrictEqual(Object.assign(new Nested(), { inner: null }));
    for (const wrong of [{ text: 'too long' }, 'text', [{ text: 'x' }]]) {
      expect(compiled({ inner: wrong })).toBeUndefined();
    }
    for (const wrong of [null, { text: 'x' }, [null], ['x'], [{ text: 'too long' }], [1, 2, 3]]) {
      expect(compiled({ list: wrong })).toBeUndefined();
    }
  });

  it('accepts nothing on the word of a rule that answers later', () => {
    expect(compileClass(WaitingUnannounced)({ text: 'x' })).toBeUndefined();
  });

  it('has nothing to do with what is no object', () => {
    const compiled = compileClass(Inner);
    for (const body of [undefined, null, 'text', 1, [{ text: 'x' }]]) expect(compiled(body)).toBeUndefined();
  });
});
