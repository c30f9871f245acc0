import { readFileSync } from 'node:fs';

/** The flags of Node that `npm start` runs the service with; service and limit run with the same here. */
export function nodeFlags(): string[] {
  const file = new URL('../../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: Record<string, string> };
  return scripts.start?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}
