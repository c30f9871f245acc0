import { readFile } from 'node:fs/promises';
import type { Config } from '../../platform/config/index.js';
import { parseJwkSet } from '../../platform/jwk-set/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'public keys';
const VARIABLE = 'JWT_PUBLIC_SIGNING_JWK_SET';

/** Whether tokens of the LMS can be verified. */
export async function checkKeys(config: Config): Promise<Finding[]> {
  return [await checkPublicKeys(config.jwtPublicSigningJwkSet), checkSecret(config)];
}

async function checkPublicKeys(setting: string | undefined): Promise<Finding> {
  if (setting === undefined) {
    return note(
      SUBJECT,
      `${VARIABLE} is not set; RS256 and RS512 are refused`,
      `set ${VARIABLE} to the LMS's JWK set`,
    );
  }
  try {
    const keys = parseJwkSet(await readJwkSet(setting));
    return ok(SUBJECT, `keys for signatures: ${keys.length}`);
  } catch (error) {
    const remedy = `set ${VARIABLE} to JSON text, the path of a file, or an https address`;
    return failed(SUBJECT, `the JWK set is not usable: ${(error as Error).message}`, remedy);
  }
}

/** Read anew, so that a set that the running service still remembers is not taken for one that can be had. */
async function readJwkSet(setting: string): Promise<string> {
  if (setting.startsWith('{')) return setting;
  if (!/^https:/i.test(setting)) return readFile(setting, 'utf8');
  const response = await fetch(setting, { redirect: 'error', signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`it answered with status ${response.status}`);
  return response.text();
}

function checkSecret({ jwtSecretKey, production, dataDir }: Config): Finding {
  const subject = 'shared secret';
  if (jwtSecretKey !== undefined) return ok(subject, 'JWT_SECRET_KEY is set');
  if (production) {
    return note(
      subject,
      'JWT_SECRET_KEY is not set; HS256 is refused',
      "set JWT_SECRET_KEY if the LMS's service users sign with it",
    );
  }
  return ok(subject, `generated, in ${dataDir}`);
}
