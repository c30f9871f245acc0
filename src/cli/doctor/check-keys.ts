import { jwkSource } from '../../identity/index.js';
import type { Config } from '../../config/index.js';
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
    // Read anew: the running service may still remember a set that can no longer be read.
    const keys = parseJwkSet((await jwkSource(setting).read()) ?? '');
    return ok(SUBJECT, `keys for signatures: ${keys.length}`);
  } catch (error) {
    const remedy = `set ${VARIABLE} to JSON text, the path of a file, or an https address`;
    return failed(SUBJECT, `the JWK set is not usable: ${(error as Error).message}`, remedy);
  }
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
