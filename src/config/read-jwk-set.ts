import { type JwkSet, parseJwkSet } from '../platform/jwk-set/index.js';

/** Keys whose private half is published: the one of this repository's tests. */
const PUBLISHED: ReadonlySet<string> = new Set(['uL-N14haYU76hcZXUji3jRwbtXx-7R8Z7rTS_495FJs']);

/** Reads a JWK set; in production without keys that everybody can sign with. @throws JwkSetError */
export function readJwkSet(text: string, { production }: { readonly production: boolean }): JwkSet {
  return parseJwkSet(text, production ? PUBLISHED : undefined);
}
