import { jwkSource } from '../../identity/index.js';
import { type Config, readJwkSet, SECRET_REMEDY, secretAdvice } from '../../config/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'public keys';
const VARIABLE = 'JWT_PUBLIC_SIGNING_JWK_SET';

/** Whether tokens of the LMS can be verified. */
export async function checkKeys(config: Config): Promise<Finding[]> {
  return [await checkPublicKeys(config), checkSecret(config)];
}

async function checkPublicKeys(config: Config): Promise<Finding> {
  const { jwtPublicSigningJwkSet: setting } = config;
  if (setting === undefined) {
    return note(
      SUBJECT,
      `${VARIABLE} is not set; RS256 and RS512 are refused`,
      `set ${VARIABLE} to the LMS's JWK set`,
    );
  }
  try {
    // Read anew: the running service may still remember a set that can no longer be read.
    const { keys, leftOut, warnings } = readJwkSet((await jwkSource(setting).read()) ?? '', config);
    const found = `keys for signatures: ${keys.length}`;
    if (warnings.length + leftOut.length === 0) return ok(SUBJECT, found);
    const remedies = [
      ...(warnings.length > 0 ? ['set the public keys alone, and replace the private ones at the LMS'] : []),
      ...(leftOut.length > 0 ? ['replace the weak keys at the LMS: tokens that they sign are refused'] : []),
    ];
    const parts = [found, ...warnings, ...(leftOut.length > 0 ? [`left out: ${leftOut.join('; ')}`] : [])];
    return note(SUBJECT, parts.join('; '), remedies.join('; '));
  } catch (error) {
    const remedy = `set ${VARIABLE} to JSON text, the path of a file, or an https address`;
    return failed(SUBJECT, `the JWK set is not usable: ${(error as Error).message}`, remedy);
  }
}

function checkSecret({ jwtSecretKey, production, dataDir }: Config): Finding {
  const subject = 'shared secret';
  if (jwtSecretKey !== undefined) {
    const weakness = secretAdvice(jwtSecretKey);
    if (weakness === undefined) return ok(subject, 'JWT_SECRET_KEY is set');
    return note(subject, `JWT_SECRET_KEY ${weakness}`, `${SECRET_REMEDY}, here and at the LMS`);
  }
  if (production) {
    return note(
      subject,
      'JWT_SECRET_KEY is not set; HS256 is refused',
      "set JWT_SECRET_KEY if the LMS's service users sign with it",
    );
  }
  return ok(subject, `generated, in ${dataDir}`);
}
