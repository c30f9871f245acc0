import { readFileSync } from 'node:fs';

/** The flags of Node in `npm start`. Service and limit run with them here. */
export function nodeFlags(): string[] {
  const file = new URL('../../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: Record<string, string> };
  return scripts.start?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}
