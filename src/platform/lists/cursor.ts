import { createHash } from 'node:crypto';
import { ValidationError } from '../errors/index.js';

/** A place in a list: the values of its order, as text. */
export type Position = readonly string[];

const BAD_CURSOR =
  'This is no cursor of this list in this order. Take it from `next`, or begin again with an empty one.';

/** Whether PostgreSQL takes it as a bigint. */
const NUMBER = /^-?\d{1,18}$/;

/**
 * A cursor as text for an address. It holds a position and nothing else: rights and filters are looked at with each
 * page. The digest is no secret. It tells a cursor from a text of another list, another order or a broken line.
 */
export function writeCursor(list: string, position: Position): string {
  const text = position.join(',');
  return Buffer.from(`${text}.${digestOf(list, text)}`).toString('base64url');
}

/** @throws ValidationError for anything that `writeCursor` did not write for this list */
export function readCursor(list: string, cursor: string, parts: number): Position {
  const [text = '', digest] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const position = text.split(',');
  const isSound =
    digest === digestOf(list, text) &&
    position.length === parts &&
    position.every((part) => NUMBER.test(part));
  if (!isSound) throw new ValidationError({ cursor: [BAD_CURSOR] });
  return position;
}

function digestOf(list: string, text: string): string {
  return createHash('sha256').update(`${list} ${text}`).digest('base64url').slice(0, 8);
}
