import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Stage } from './stage.js';

const run = promisify(execFile);

/** A disk of a few megabytes for some tables of the stage's PostgreSQL. */
export interface SmallDisk {
  /** Takes all the space that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** Moves tables to a disk of their own. @returns undefined where this process may not mount one */
export async function moveToSmallDisk(
  stage: Stage,
  tables: readonly string[],
): Promise<SmallDisk | undefined> {
  const [row] = await stage.sql<{ folder: string }>(`select current_setting('data_directory') as folder`);
  const { uid, gid } = await stat(row!.folder);
  const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
  const options = `size=4m,mode=700,uid=${uid},gid=${gid}`;
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  if (!mounted) {
    await rm(folder, { recursive: true });
    return undefined;
  }
  await stage.sql(`create tablespace small location '${folder}'`);
  for (const table of tables) await stage.sql(`alter table ${table} set tablespace small`);
  const filler = join(folder, 'filler');
  return {
    fill: async () => {
      await run('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']).catch(() => undefined);
    },
    free: () => writeFile(filler, ''),
    remove: async () => {
      await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true });
    },
  };
}
