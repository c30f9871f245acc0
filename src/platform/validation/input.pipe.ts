import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError as BrokenRules } from 'class-validator';
import { type FieldErrors, type FieldProblem, ValidationError } from '../errors/index.js';
import { NON_FIELD } from './fields.js';
import { Messages } from './messages.js';

/** Turns a body or query into its DTO and refuses it with one message per wrong field. Unknown fields are dropped. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      forbidUnknownValues: false,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new ValidationError(fieldErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const expectsObject =
      metadata.type === 'body' && metadata.metatype !== Array && metadata.metatype !== Object;
    if (
      expectsObject &&
      value !== undefined &&
      (typeof value !== 'object' || value === null || Array.isArray(value))
    ) {
      throw new ValidationError({ non_field_errors: [Messages.notADictionary(value)] });
    }
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

function fieldErrors(errors: BrokenRules[]): FieldErrors {
  return Object.fromEntries(errors.map((error) => [error.property, problemOf(error)]));
}

function problemOf({ constraints, children, value }: BrokenRules): FieldProblem {
  const [rule, message] = Object.entries(constraints ?? {})[0] ?? [];
  if (message !== undefined) return rule === NON_FIELD ? { non_field_errors: [message] } : [message];
  const nested = fieldErrors(children ?? []);
  if (!Array.isArray(value)) return nested;
  // One entry an item, also for the good ones, so that a caller can tell which item is meant.
  return value.map((_, index) => itemProblem(nested[String(index)]));
}

function itemProblem(problem: FieldProblem | undefined): FieldErrors {
  if (problem === undefined) return {};
  return Array.isArray(problem) || typeof problem === 'string'
    ? { non_field_errors: problem as readonly string[] }
    : (problem as FieldErrors);
}
