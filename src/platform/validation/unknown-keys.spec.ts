import { describe, expect, it } from '@jest/globals';
import { TextField } from './rest-fields.js';
import { InputListPipe, InputPipe } from './input.pipe.js';
import { ObjectListField } from './nested-fields.js';
import { RefusesUnknownKeys } from './unknown-keys.js';

@RefusesUnknownKeys('number')
class Part {
  @TextField({ description: 'A name.', maxLength: 9, example: 'x' })
  name!: string;
}

@RefusesUnknownKeys('changed_at')
class Whole {
  @TextField({ description: 'A title.', maxLength: 9, example: 'x', optional: true })
  title = '';

  @ObjectListField({ description: 'Its parts.', maxItems: 3, optional: true }, () => Part)
  parts?: Part[];
}

const pipe = new InputPipe();
const read = (body: unknown) => pipe.transform(body, { type: 'body', metatype: Whole });
const ONLY = ['There is no such field. Known fields: title, parts.'];

describe('a body that refuses unknown keys', () => {
  it('takes the known ones, and those of its answer', async () => {
    const body = { title: 'x', parts: [{ name: 'y', number: 1 }], changed_at: 'z' };
    expect(await read(body)).toEqual({ title: 'x', parts: [{ name: 'y' }] });
  });

  it.each<[body: string, fields: object]>([
    ['{"titel": "x"}', { titel: ONLY }],
    ['{"title": "x", "number": 1}', { number: ONLY }],
    [
      '{"__proto__": {}, "constructor": 1}',
      JSON.parse(`{"__proto__": ["${ONLY[0]}"], "constructor": ["${ONLY[0]}"]}`),
    ],
    [
      '{"parts": [{"name": "x"}, {"name": "y", "nam": 1}]}',
      { parts: [{}, { nam: ['There is no such field. Known fields: name.'] }] },
    ],
  ])('names those of %s', async (body, fields) => {
    await expect(read(JSON.parse(body))).rejects.toMatchObject({ fields });
  });

  it('does so in a list, too', async () => {
    const list = new InputListPipe(Whole, 3).transform([{ title: 'x' }, { titel: 'x' }]);
    await expect(list).rejects.toMatchObject({ fields: [{}, { titel: ONLY }] });
  });

  it('leaves other faults to the rules', async () => {
    const tooMany = { parts: { non_field_errors: ['Ensure this field has no more than 3 elements.'] } };
    await expect(read({ parts: Array(4).fill({ nam: 1 }) })).rejects.toMatchObject({ fields: tooMany });
    await expect(read([])).rejects.toMatchObject({ fields: { non_field_errors: [expect.any(String)] } });
    await expect(read({ parts: 1 })).rejects.toMatchObject({
      fields: { parts: expect.anything() as unknown },
    });
  });
});
