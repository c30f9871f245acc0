import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The modules of the built service that the bench uses, by their paths in `src` and `dist`. */
interface BuiltModules {
  'cert-status/cert-status.sql': typeof import('../../src/cert-status/cert-status.sql.js');
  'certificates/certificates.sql': typeof import('../../src/certificates/certificates.sql.js');
  'credentials/award.sql': typeof import('../../src/credentials/award.sql.js');
  'credentials/credential.sql': typeof import('../../src/credentials/credential.sql.js');
  'credentials/earned-certificate.sql': typeof import('../../src/credentials/earned-certificate.sql.js');
  'credit-pathways/credit-request.sql': typeof import('../../src/credit-pathways/credit-request.sql.js');
  'data-source': typeof import('../../src/data-source.js');
  'embedded-postgres/index': typeof import('../../src/embedded-postgres/index.js');
  'grades/grade.sql': typeof import('../../src/grades/grade.sql.js');
  'identity/auth/keys/sign-token': typeof import('../../src/identity/auth/keys/sign-token.js');
  'identity/throttle/throttle.sql': typeof import('../../src/identity/throttle/throttle.sql.js');
  'identity/users/users.sql': typeof import('../../src/identity/users/users.sql.js');
  'platform/lists/index': typeof import('../../src/platform/lists/index.js');
  'platform/outbox/outbox.sql': typeof import('../../src/platform/outbox/outbox.sql.js');
  'record-sharing/record-sharing.sql': typeof import('../../src/record-sharing/record-sharing.sql.js');
  'records/program-record.sql': typeof import('../../src/records/program-record.sql.js');
}

/** Loads a module of the built service. Service and limit run the very same statements, so the limit imports them. */
export async function built<Path extends keyof BuiltModules>(
  dist: string,
  path: Path,
): Promise<BuiltModules[Path]> {
  return (await import(pathToFileURL(resolve(dist, `${path}.js`)).href)) as BuiltModules[Path];
}
