import {
  chmod,
  constants,
  copyFile,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './embedded-postgres-error.js';

/**
 * Copies a folder so that everybody can read it, whatever the umask. It gets its name only when it is complete. If two
 * processes copy at once, one wins and both have the same result.
 */
export async function copyTree(source: string, target: string): Promise<void> {
  const partial = `${target}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    await copyFolder(source, partial);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) {
      throw error;
    }
  }
}

async function copyFolder(source: string, target: string): Promise<void> {
  await mkdir(target);
  await chmod(target, 0o755);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      await copyFolder(from, to);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(from), to);
    } else {
      await copyFile(from, to, constants.COPYFILE_FICLONE);
      await chmod(to, (await stat(from)).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}
