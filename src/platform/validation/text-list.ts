import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { formValues } from './form-body.js';
import { field, type FieldOptions } from './fields.js';
import { Messages } from './messages.js';

/** A list of texts. */
export function TextListField(options: FieldOptions): PropertyDecorator {
  return field(
    options,
    { type: String, isArray: true },
    Transform(({ value, obj, key }: { value: unknown; obj: object; key: string }) =>
      typeof value === 'string' ? (formValues(obj, key) ?? value) : value,
    ),
    ValidateBy({
      name: 'isList',
      validator: { validate: Array.isArray, defaultMessage: (args) => Messages.notAList(args?.value) },
    }),
    ValidateBy({
      name: 'isTextList',
      validator: {
        validate: (items: readonly unknown[]) => items.every(isText),
        defaultMessage: (args) =>
          `Element ${indexOfNoText(args?.value as readonly unknown[])}: ${Messages.notText}`,
      },
    }),
  );
}

function isText(item: unknown): item is string {
  return typeof item === 'string';
}

function indexOfNoText(items: readonly unknown[]): number {
  return items.findIndex((item) => !isText(item));
}
