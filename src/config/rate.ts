/** How often a user may call: `limit` times in any span of `seconds`. */
export interface Rate {
  readonly limit: number;
  readonly seconds: number;
}

const SECONDS: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** Reads `15/minute`. Null: no limit (`off`). Undefined: the text is not a rate. */
export function parseRate(text: string): Rate | null | undefined {
  if (text.toLowerCase() === 'off') return null;
  const match = /^(\d{1,6})\/(second|minute|hour|day)$/.exec(text);
  const limit = Number(match?.[1]);
  const seconds = SECONDS[match?.[2] ?? ''];
  // Each call in the window is stored, so that the limit holds in any span and not only per calendar minute.
  return limit > 0 && limit <= 1000 && seconds !== undefined ? { limit, seconds } : undefined;
}
