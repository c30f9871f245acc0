import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { ValidationError } from '../errors/index.js';
import type { Class } from './field-rule.js';
import { listErrors } from './nested-fields.js';
import { ObjectReader } from './object-reader.js';

/** Turns a body or query into its DTO and refuses it with one message per wrong field. Unknown fields are dropped. */
export class InputPipe implements PipeTransform {
  transform(input: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (metatype === undefined || (type !== 'body' && type !== 'query')) return input;
    const reader = ObjectReader.find(metatype as Class);
    if (reader === undefined) return input;
    // A request without a body is an empty one.
    const { value, errors } = reader.read(input === undefined ? {} : input);
    if (errors !== undefined) throw new ValidationError(errors);
    return value;
  }
}

/** The same for a body that is a list. The errors are a list too, with `{}` for each item that is right. */
export class InputListPipe<T extends object> implements PipeTransform<unknown, T[]> {
  private readonly reader: ObjectReader<T>;

  constructor(
    type: Class<T>,
    private readonly maxItems: number,
  ) {
    this.reader = ObjectReader.require(type);
  }

  transform(body: unknown): T[] {
    const problem = listErrors(body, this.maxItems);
    if (problem !== undefined) throw new ValidationError(problem);
    const items = body as unknown[];
    const { value, errors } = this.reader.readList(items);
    if (errors !== undefined) throw new ValidationError(errors);
    // The instances take its place: what was read need not stay in memory until the answer is sent.
    items.length = 0;
    return value;
  }
}
