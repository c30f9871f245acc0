const ALGORITHMS = ['HS256', 'RS256', 'RS512'] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** A token taken apart; nothing in it is proven yet. */
export interface TokenParts {
  readonly algorithm: Algorithm;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

const LARGEST_TOKEN_BYTES = 8 * 1024;

/**
 * Takes a token apart and refuses what libraries let through: tokens over 8 KB, anything but three segments in
 * canonical base64url without padding, header or payload that are no objects, other algorithms, and `crit`, which
 * demands that an extension be understood (we understand none). Keys in the header (`jwk`, `jku`, `x5c`) and `kid` are
 * not looked at.
 */
export function takeApart(token: string): TokenParts | undefined {
  if (token.length > LARGEST_TOKEN_BYTES) return undefined;
  const segments = token.split('.');
  if (segments.length !== 3) return undefined;
  const [header, payload, signature] = segments.map(decode);
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  const head = parseObject(header);
  if (head === undefined || 'crit' in head || parseObject(payload) === undefined) return undefined;
  const algorithm = ALGORITHMS.find((name) => name === head.alg);
  return algorithm && { algorithm, signed: token.slice(0, token.lastIndexOf('.')), signature };
}

/** The bytes of a segment, undefined unless it is the one canonical spelling of them. */
function decode(segment: string): Buffer | undefined {
  if (segment === '') return undefined;
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.toString('base64url') === segment ? bytes : undefined;
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
