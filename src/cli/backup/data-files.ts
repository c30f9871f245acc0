import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file of `DATA_DIR`, by its path in it. */
export interface DataFile {
  readonly path: string;
  readonly content: Buffer;
}

/** The generated secret, and mails that became files. The cluster of the embedded PostgreSQL is never copied as files. */
const SECRET = 'jwt-secret';
const MAILS = 'mail';
const MAIL = /^[\w.@+=-]+\.eml$/;

/** Whether a backup may bring a file of this path. */
export function isDataFile(path: string): boolean {
  return path === SECRET || (path.startsWith(`${MAILS}/`) && MAIL.test(path.slice(MAILS.length + 1)));
}

export async function readDataFiles(dataDir: string): Promise<DataFile[]> {
  const names = await orMissing(readdir(join(dataDir, MAILS)), []);
  const paths = [
    SECRET,
    ...names
      .filter((name) => MAIL.test(name))
      .sort()
      .map((name) => `${MAILS}/${name}`),
  ];
  const files: DataFile[] = [];
  for (const path of paths) {
    const content = await orMissing(readFile(join(dataDir, path)), undefined);
    if (content !== undefined) files.push({ path, content });
  }
  return files;
}

/** Puts a file in its place. A different one that is there gets another name. @returns that name, if so */
export async function putDataFile(dataDir: string, { path, content }: DataFile): Promise<string | undefined> {
  const place = join(dataDir, path);
  const there = await orMissing(readFile(place), undefined);
  if (there?.equals(content)) return undefined;
  await mkdir(dirname(place), { recursive: true });
  const draft = `${place}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    const aside = `${path}.before-restore-${randomBytes(3).toString('hex')}`;
    if (there !== undefined) await rename(place, join(dataDir, aside));
    await rename(draft, place);
    return there === undefined ? undefined : aside;
  } finally {
    await rm(draft, { force: true });
  }
}

async function orMissing<T, F>(reading: Promise<T>, missing: F): Promise<T | F> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
    throw error;
  }
}
