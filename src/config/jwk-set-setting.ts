import { readFileSync } from 'node:fs';
import { JwkSetError } from '../platform/jwk-set/index.js';
import type { EnvironmentReader } from './environment-reader.js';
import { readJwkSet } from './read-jwk-set.js';

const NAME = 'JWT_PUBLIC_SIGNING_JWK_SET';

/** Checked as far as possible without the network. The content of an address is read later. */
export function readJwkSetSetting(read: EnvironmentReader, production: boolean): string | undefined {
  const value = read.text(NAME);
  if (value === undefined) {
    if (production)
      read.problem(`${NAME} is required in production: JSON text, the path of a file, or an https address`);
  } else if (/^http:\/\//i.test(value)) {
    read.problem(`${NAME} must be fetched over https, not http`);
  } else if (/^https:\/\//i.test(value)) {
    read.webAddress(NAME);
  } else {
    const problem = problemOf(value, production);
    if (problem !== undefined) read.problem(`${NAME} ${problem}`);
  }
  return value;
}

function problemOf(value: string, production: boolean): string | undefined {
  const isText = value.startsWith('{');
  try {
    readJwkSet(isText ? value : readFileSync(value, 'utf8'), { production });
    return undefined;
  } catch (error) {
    const place = isText ? 'is' : 'names a file that is';
    return error instanceof JwkSetError ? `${place} no usable JWK set: ${error.message}` : unreadable(error);
  }
}

/** The path is left out: it may be a mistyped key set. */
function unreadable(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return 'names a file that does not exist; JSON text must start with {';
    case 'EISDIR':
      return 'names a folder, not a file';
    default:
      return `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  }
}
