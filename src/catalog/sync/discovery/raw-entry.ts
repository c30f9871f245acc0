import { dashed, hasAtMost, isSingleLine, parseUuid } from '../../../platform/text/index.js';
import type { Endpoint } from './discovery-client.js';

/** Where an entry stands in the answers of the Discovery API; pages and positions on them count from 1. */
export interface Place {
  readonly list: Endpoint;
  readonly page: number;
  readonly position: number;
}

/** The uuid of an entry that may be anything; undefined where it has none. */
export function uuidOf(raw: unknown): string | undefined {
  const uuid = textOf(raw, 'uuid');
  const parsed = uuid === undefined ? undefined : parseUuid(uuid);
  return parsed === undefined ? undefined : dashed(parsed);
}

/** Key and uuid of an entry that may be anything, as far as it has them. */
export function nameOf(raw: unknown): string {
  const key = textOf(raw, 'key');
  const isKey = key !== undefined && key.trim() !== '' && isSingleLine(key) && hasAtMost(255, key);
  return [isKey ? key : undefined, uuidOf(raw)].filter((name) => name !== undefined).join(' ') || 'no uuid';
}

/** The runs of a course that may be anything; undefined where they are no list. */
export function runsOf(raw: unknown): readonly unknown[] | undefined {
  const runs = (raw as { course_runs?: unknown } | null | undefined)?.course_runs;
  return Array.isArray(runs) ? runs : undefined;
}

function textOf(raw: unknown, field: string): string | undefined {
  const value = (raw as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  return typeof value === 'string' ? value : undefined;
}
