import type { PipeTransform } from '@nestjs/common';
import { type FieldErrors, ValidationError } from '../errors/index.js';
import { type Compiled, compileClass } from './compiled-class.js';
import { InputPipe } from './input.pipe.js';
import { Messages } from './messages.js';

/** What the rules of single fields cannot say: what is wrong with the whole, or undefined. */
export type WholeRule<T> = (body: T) => string | undefined;

/**
 * InputPipe for hot routes. A good body takes the compiled way; whatever that does not accept is handed to InputPipe,
 * whose answer counts. So the messages are InputPipe's own, and the compiled rules can only be wrong by accepting too
 * much, which test/validation looks for.
 *
 * The parameter's type must not be the class itself, or the global InputPipe takes the body first: write `Readonly<X>`.
 */
export class CompiledPipe<T extends object> implements PipeTransform<unknown, T | Promise<T>> {
  private readonly compiled: Compiled<T>;
  private readonly inputPipe = new InputPipe();

  constructor(
    private readonly type: new () => T,
    private readonly whole?: WholeRule<T>,
  ) {
    this.compiled = compileClass(type);
  }

  transform(body: unknown): T | Promise<T> {
    return this.accept(body) ?? this.examine(body);
  }

  /** The instance, when nothing is wrong with the body; without waiting. */
  accept(body: unknown): T | undefined {
    const instance = this.compiled(body);
    return instance === undefined || this.whole?.(instance) === undefined ? instance : undefined;
  }

  /** The slow way. @throws ValidationError */
  async examine(body: unknown): Promise<T> {
    const instance = (await this.inputPipe.transform(body, { type: 'body', metatype: this.type })) as T;
    const problem = this.whole?.(instance);
    if (problem !== undefined) throw new ValidationError({ non_field_errors: [problem] });
    return instance;
  }
}

/** A body that is a list of such objects. The errors are a list too, with `{}` for each element that is right. */
export class CompiledListPipe<T extends object> implements PipeTransform<unknown, T[] | Promise<T[]>> {
  private readonly element: CompiledPipe<T>;

  constructor(
    type: new () => T,
    private readonly maxItems: number,
    whole?: WholeRule<T>,
  ) {
    this.element = new CompiledPipe(type, whole);
  }

  transform(body: unknown): T[] | Promise<T[]> {
    if (!Array.isArray(body)) throw new ValidationError({ non_field_errors: [Messages.notAList(body)] });
    if (body.length > this.maxItems) {
      const message = `Ensure this field has no more than ${this.maxItems} elements.`;
      throw new ValidationError({ non_field_errors: [message] });
    }
    const instances: T[] = [];
    for (const element of body) {
      const instance = this.element.accept(element);
      if (instance === undefined) return this.examineAll(body);
      instances.push(instance);
    }
    // The instances take its place: what was read need not stay in memory until the answer is sent.
    body.length = 0;
    return instances;
  }

  private async examineAll(body: readonly unknown[]): Promise<T[]> {
    const instances: T[] = [];
    const errors: FieldErrors[] = [];
    for (const element of body) {
      try {
        instances.push(this.element.accept(element) ?? (await this.element.examine(element)));
        errors.push({});
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        errors.push(error.fields as FieldErrors);
      }
    }
    if (instances.length < body.length) throw new ValidationError(errors);
    return instances;
  }
}
