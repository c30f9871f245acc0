import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { Class } from './field-rule.js';
import { ObjectReader } from './object-reader.js';

/** Types of what is handed on unread: `unknown` and single parameters, whose type may be left to their default. */
const UNREAD: readonly unknown[] = [Object, String, undefined];

/** How Nest's keys of arguments begin for a body and a query. */
const INPUTS = [`${RouteParamtypes.BODY}`, `${RouteParamtypes.QUERY}`];

type Arguments = Readonly<Record<string, { readonly index: number; readonly pipes: readonly unknown[] }>>;

/**
 * Refuses to start a service with a handler that takes a body or query of a class without rules, which would get past
 * InputPipe unread. Collects the rules of all others.
 * @throws Error naming the handlers
 */
export function requireInputRules(modules: ModulesContainer): void {
  const open = [...modules.values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .flatMap(({ metatype }) => handlersWithoutRules(metatype as Class));
  if (open.length > 0) throw new Error(`The body or query has no rules: ${open.join(', ')}`);
}

function handlersWithoutRules(controller: Class): string[] {
  const prototype = controller.prototype as object;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((method) => {
    const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as unknown[];
    const inputs = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Arguments;
    return Object.entries(inputs)
      .filter(([key]) => INPUTS.includes(key.split(':')[0]!))
      .filter(([, { index, pipes }]) => pipes.length === 0 && !UNREAD.includes(types[index]))
      .filter(([, { index }]) => ObjectReader.find(types[index] as Class) === undefined)
      .map(([, { index }]) => `${controller.name}.${method} (${(types[index] as Class).name})`);
  });
}
