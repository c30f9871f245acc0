const ALGORITHMS = ['HS256', 'RS256', 'RS512'] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** A token split into its parts, not yet verified. */
export interface TokenParts {
  readonly algorithm: Algorithm;
  /** The text that the signature covers. */
  readonly signed: string;
  readonly signature: Buffer;
}

const LARGEST_TOKEN_BYTES = 8 * 1024;

/**
 * Splits a token, and refuses what libraries accept: more than 8 KB, anything but three segments in canonical base64url
 * without padding, a header or payload that is not an object, other algorithms, and `crit`, which names extensions that
 * we must understand (we understand none). `kid` and keys in the header (`jwk`, `jku`, `x5c`) are ignored.
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

/** The bytes of a segment; undefined unless it is their canonical spelling. */
function decode(segment: string): Buffer | undefined {
  if (segment === '') return undefined;
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.toString('base64url') === segment ? bytes : undefined;
}

/** Throws where bytes are no text: with U+FFFD in their place a name would be another one. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(UTF8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
