import { CommandError } from '../command.js';
import { LONGEST_ROW } from './csv-reader.js';

/**
 * Splits a text at its line ends, `\n` or `\r\n`, however it is cut into pieces. Not at the other line ends of Unicode, which
 * JSON allows in texts.
 * @throws CommandError for a line that no row is as long as
 */
export async function* splitLines(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = `${rest}${piece as string}`.split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST_ROW) throw new CommandError(`A line is longer than ${LONGEST_ROW} characters.`);
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  yield rest;
}
