import type { ProgramRecord } from '../program-record.js';

const LONGEST_NAME_CHARACTERS = 100;

/** File name of a record's table: letters, digits and dashes, whatever the names of learner and program. */
export function csvFileName({ learner, program }: ProgramRecord): string {
  const words = [learner.username, program.name, 'record'].map(plain).filter((word) => word !== '');
  return `${words.join('-')}.csv`;
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, LONGEST_NAME_CHARACTERS)
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
