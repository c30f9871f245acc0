import { describe, expect, it } from '@jest/globals';
import { WholeRule } from '../../src/platform/validation/field-rule.js';
import { TextField } from '../../src/platform/validation/rest-fields.js';
import { InputPipe } from '../../src/platform/validation/input.pipe.js';
import { ObjectField, ObjectListField } from '../../src/platform/validation/nested-fields.js';

class Inner {
  @TextField({ maxLength: 5, description: 'A text.' })
  text!: string;
}

@WholeRule(({ inner, list }: Body) => (inner && list ? 'One of both will do.' : undefined))
class Body {
  @ObjectField({ description: 'An object.', optional: true, nullable: true }, () => Inner)
  inner?: Inner | null;

  @ObjectListField({ description: 'Objects.', optional: true, maxItems: 2 }, () => Inner)
  list?: Inner[];
}

const pipe = new InputPipe();
const read = (input: unknown) => pipe.transform(input, { type: 'body', metatype: Body });

const tooLong = { text: ['Ensure this field has no more than 5 characters.'] };
const whole = (message: string) => ({ non_field_errors: [message] });
const noObject = (name: string) => whole(`Invalid data. Expected a dictionary, but got ${name}.`);

describe('InputPipe', () => {
  it.each([
    [{ inner: { text: 'too long' } }, { inner: tooLong }],
    [{ inner: {} }, { inner: { text: ['This field is required.'] } }],
    [{ inner: { text: null } }, { inner: { text: ['This field may not be null.'] } }],
    [{ inner: [] }, { inner: noObject('list') }],
    [{ list: null }, { list: ['This field may not be null.'] }],
    [{ list: {} }, { list: whole('Expected a list of items but got type "dict".') }],
    [{ list: [null, 'x'] }, { list: [noObject('NoneType'), noObject('str')] }],
    [{ list: [[]] }, { list: noObject('list') }],
    [{ list: [1, 2, 3] }, { list: whole('Ensure this field has no more than 2 elements.') }],
  ])('refuses %j and says where it is wrong', async (input, fields) => {
    await expect(read(input)).rejects.toMatchObject({ fields });
  });

  it('names the good items of a list too', async () => {
    const list = [{ text: 'x' }, { text: 'too long' }];
    await expect(read({ list })).rejects.toMatchObject({ fields: { list: [{}, tooLong] } });
  });

  it('asks for the body as a whole once its fields are right', async () => {
    await expect(read({ inner: { text: 'x' }, list: [] })).rejects.toMatchObject({
      fields: whole('One of both will do.'),
    });
    await expect(read({ inner: {}, list: [] })).rejects.toMatchObject({
      fields: { inner: { text: ['This field is required.'] } },
    });
  });

  it('reads no body as an empty one, and refuses all else that is no object', async () => {
    await expect(read(undefined)).resolves.toStrictEqual(new Body());
    await expect(read(null)).rejects.toMatchObject({ fields: noObject('NoneType') });
    await expect(read([])).rejects.toMatchObject({ fields: noObject('list') });
  });
});
