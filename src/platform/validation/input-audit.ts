import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { Class } from './field-rule.js';
import { ObjectReader } from './object-reader.js';

/** Prefixes of Nest's keys of arguments for a body and a query. */
const INPUTS = [`${RouteParamtypes.BODY}`, `${RouteParamtypes.QUERY}`];

interface Argument {
  readonly index: number;
  /** The name of a single field, as in `@Query('page')`; undefined for the body or query as a whole. */
  readonly data?: unknown;
  readonly pipes: readonly unknown[];
}

/** A body or query of a handler, and the class that InputPipe reads it into. */
export interface Input {
  readonly handler: string;
  readonly type: Class;
}

/**
 * Stops the start of a service with a handler whose body or query InputPipe cannot read: it has no class, or one
 * without rules, so it would pass unread, or rules that are not ours. Collects the rules of all others.
 * @throws Error naming the handlers, and the class and field
 */
export function requireInputRules(modules: ModulesContainer): void {
  const problems: string[] = [];
  for (const { handler, type } of inputsOf(modules)) {
    try {
      ObjectReader.require(type);
    } catch (error) {
      problems.push(`${handler} has an input that cannot be read. ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The bodies and queries that handlers leave to InputPipe. */
export function inputsOf(modules: ModulesContainer): Input[] {
  return [...modules.values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .flatMap(({ metatype }) => inputsOfController(metatype as Class));
}

function inputsOfController(controller: Class): Input[] {
  const prototype = controller.prototype as object;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((method) => {
    const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as unknown[];
    const inputs = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
      string,
      Argument
    >;
    return Object.entries(inputs)
      .filter(([key]) => INPUTS.includes(key.split(':')[0]!))
      .filter(([, { data, pipes }]) => data === undefined && pipes.length === 0)
      .map(([, { index }]) => ({
        handler: `${controller.name}.${method}`,
        type: (types[index] ?? Object) as Class,
      }));
  });
}
