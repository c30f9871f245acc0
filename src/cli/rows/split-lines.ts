import { CommandError } from '../command.js';

/** Longest row. A longer one has a quote that does not end, or is no row: it must not fill the memory. */
export const MOST_ROW_CHARACTERS = 1_000_000;

/**
 * Splits a text at its line ends, `\n` or `\r\n`, however it is cut into pieces. Not at the other line ends of Unicode, which
 * JSON allows in texts.
 * @throws CommandError for a line of more than `MOST_ROW_CHARACTERS`
 */
export async function* splitLines(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = `${rest}${piece as string}`.split('\n');
    rest = lines.pop()!;
    if (rest.length > MOST_ROW_CHARACTERS)
      throw new CommandError(`A line is longer than ${MOST_ROW_CHARACTERS} characters.`);
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  yield rest;
}
