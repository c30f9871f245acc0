import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { CommandError, type Terminal } from './command.js';

/** Milliseconds between two counts on a terminal. */
const COUNT_INTERVAL_MS = 500;

/** Writes text to a file, or to the output for `-`. */
export async function writeOutput(
  text: AsyncIterable<string>,
  path: string,
  terminal: Terminal,
): Promise<void> {
  await (path === '-' ? print(text, terminal) : save(text, path));
}

/** The same text. A person at a terminal sees how much it is. */
export async function* shown(text: AsyncIterable<string>, { err }: Terminal): AsyncGenerator<string, void> {
  const isSeen = process.stderr.isTTY;
  let bytes = 0;
  let next = Date.now() + COUNT_INTERVAL_MS;
  for await (const piece of text) {
    yield piece;
    bytes += Buffer.byteLength(piece);
    if (!isSeen || Date.now() < next) continue;
    err(`\r${(bytes / 1e6).toFixed(1)} MB`);
    next = Date.now() + COUNT_INTERVAL_MS;
  }
  if (isSeen) err(`\r${(bytes / 1e6).toFixed(1)} MB\n`);
}

async function print(text: AsyncIterable<string>, { out }: Terminal): Promise<void> {
  for await (const piece of text) {
    out(piece);
    // Who closes the output early (`| head`) has read enough.
    if (process.stdout.destroyed) return;
    // Pieces would pile up in memory before a slow reader.
    if (process.stdout.writableNeedDrain)
      await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]);
  }
}

/** The file has its name when it is whole. It holds personal data: nobody else reads it. */
async function save(text: AsyncIterable<string>, path: string): Promise<void> {
  const part = `${path}.part`;
  // A file that another run has left may be readable for others.
  await rm(part, { force: true });
  const file = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw new CommandError(`${part} cannot be written: ${(error as NodeJS.ErrnoException).code}.`);
  });
  try {
    for await (const piece of text) await file.writeFile(piece);
    await file.sync();
    await file.close();
    await rename(part, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}
