import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A module of the built service. What is measured and what it is measured against run the very same statements, so they
 * are taken from there and not copied.
 */
export async function built<Module>(dist: string, path: string): Promise<Module> {
  return (await import(pathToFileURL(resolve(dist, path)).href)) as Module;
}
