import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { type Compiled, compileClass } from './compiled-class.js';
import { InputPipe } from './input.pipe.js';

/**
 * The pipe of all routes. Good input takes the compiled way, without waiting; what that does not accept, and classes
 * that cannot be compiled, are InputPipe's, whose answer counts. With class-validator alone a body with nested objects
 * cost more than the whole HTTP server around it.
 */
@Injectable()
export class CompiledInputPipe implements PipeTransform {
  private readonly inputPipe = new InputPipe();
  private readonly compiled = new Map<Type<object>, Compiled<object> | undefined>();

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { type, metatype } = metadata;
    if (type === 'custom' || metatype === Object || metatype === Array) return value;
    if (metatype === String && typeof value === 'string') return value;
    return this.accept(value, metatype) ?? this.inputPipe.transform(value, metadata);
  }

  private accept(value: unknown, type: Type<object> | undefined): object | undefined {
    if (type === undefined) return undefined;
    if (!this.compiled.has(type)) this.compiled.set(type, compiledOrNot(type));
    return this.compiled.get(type)?.(value);
  }
}

function compiledOrNot(type: Type<object>): Compiled<object> | undefined {
  try {
    return compileClass(type);
  } catch {
    return undefined;
  }
}
