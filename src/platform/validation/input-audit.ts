import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { Class } from './field-rule.js';
import { ObjectReader } from './object-reader.js';

/** Types of unvalidated arguments: `unknown`, and single parameters, whose type may be omitted. */
const UNREAD: readonly unknown[] = [Object, String, undefined];

/** Prefixes of Nest's keys of arguments for a body and a query. */
const INPUTS = [`${RouteParamtypes.BODY}`, `${RouteParamtypes.QUERY}`];

type Arguments = Readonly<Record<string, { readonly index: number; readonly pipes: readonly unknown[] }>>;

/** A body or query of a handler, and the class that InputPipe reads it into. */
export interface Input {
  readonly handler: string;
  readonly type: Class;
}

/**
 * Stops the start of a service with a handler whose body or query InputPipe cannot read: its class has no rules, so it
 * would pass unread, or rules that are not ours. Collects the rules of all others.
 * @throws Error naming the handlers, and the class and field
 */
export function requireInputRules(modules: ModulesContainer): void {
  const problems: string[] = [];
  for (const { handler, type } of inputsOf(modules)) {
    try {
      ObjectReader.require(type);
    } catch (error) {
      problems.push(`${handler} takes what cannot be read. ${(error as Error).message}`);
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
    const inputs = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Arguments;
    return Object.entries(inputs)
      .filter(([key]) => INPUTS.includes(key.split(':')[0]!))
      .filter(([, { index, pipes }]) => pipes.length === 0 && !UNREAD.includes(types[index]))
      .map(([, { index }]) => ({ handler: `${controller.name}.${method}`, type: types[index] as Class }));
  });
}
