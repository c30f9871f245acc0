import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads a module of the built service. Service and limit run the very same statements, so the limit imports them. */
export async function built<Module>(dist: string, path: string): Promise<Module> {
  return (await import(pathToFileURL(resolve(dist, path)).href)) as Module;
}
