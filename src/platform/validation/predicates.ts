/** Predicates of both wordings. Those of text are in `platform/text`, that of times is in `date-time.ts`. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A word for machines: see `SLUG`. */
export function isSlug(text: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(text);
}

export function isWholeNumber(value: unknown): value is number {
  return Number.isInteger(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isOneOf(choices: readonly string[], value: unknown): boolean {
  return choices.some((choice) => choice === value);
}

export function areDifferent(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length;
}
