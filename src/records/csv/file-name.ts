import type { ProgramRecord } from '../program-record.js';

const LONGEST_NAME = 100;

/** The name to save a record's table under: letters, digits and dashes, whatever learner and program are called. */
export function csvFileName({ learner, program }: ProgramRecord): string {
  const words = [learner.username, program.name, 'record'].map(plain).filter((word) => word !== '');
  return `${words.join('-')}.csv`;
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
