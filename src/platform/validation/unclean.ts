import { Messages } from './messages.js';

/** Says why PostgreSQL cannot hold a text, or the texts of a list; undefined for everything else. */
export function uncleanProblem(value: unknown): string | undefined {
  if (typeof value === 'string') return problemOfText(value);
  if (!Array.isArray(value)) return undefined;
  for (const item of value) {
    const problem = typeof item === 'string' ? problemOfText(item) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfText(text: string): string | undefined {
  if (text.includes('\0')) return Messages.nullCharacters;
  return text.isWellFormed() ? undefined : Messages.notText;
}
