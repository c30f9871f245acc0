import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { type SecretOrKeyProvider, Strategy } from 'passport-jwt';
import { Config } from '../../../config/index.js';
import { PublicKeys } from '../keys/public-keys.js';
import { SharedSecret } from '../keys/shared-secret.js';
import type { CheckedRequest } from './token.guard.js';
import { readClaims, type TokenClaims } from './token-claims.js';
import { takeApart } from './token-format.js';

/**
 * Checks a token with passport-jwt: signature, `exp`, `nbf`, `aud`, `iss`. We choose the key, so that a shared secret
 * only checks HS256, and a public key only RS256 and RS512.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(config: Config, publicKeys: PublicKeys, secret: SharedSecret) {
    super({
      jwtFromRequest: ({ checkedToken }: CheckedRequest) => checkedToken ?? null,
      secretOrKeyProvider: keyProvider(publicKeys, secret),
      algorithms: ['HS256', 'RS256', 'RS512'],
      audience: config.jwtAudience,
      issuer: config.jwtIssuer,
    });
  }

  /** Gets the payload of a token with a good signature. Null refuses the token. */
  validate(payload: Readonly<Record<string, unknown>>): TokenClaims | null {
    return readClaims(payload, Date.now()) ?? null;
  }
}

/** Returns KeyObjects: the library would parse a text as a key on every call, most of a request's cost. */
function keyProvider(publicKeys: PublicKeys, secret: SharedSecret): SecretOrKeyProvider<FastifyRequest> {
  return (_request, token: string, done) => {
    keyFor(token, publicKeys, secret).then(
      // The library takes a KeyObject, although its types do not say so.
      (key) => done(key === undefined ? new Error('No key fits') : null, key as unknown as Buffer),
      (error: unknown) => done(error),
    );
  };
}

async function keyFor(
  token: string,
  publicKeys: PublicKeys,
  secret: SharedSecret,
): Promise<KeyObject | undefined> {
  const parts = takeApart(token);
  if (parts === undefined) return undefined;
  const { algorithm, signed, signature } = parts;
  return algorithm === 'HS256' ? secret.key : publicKeys.find(algorithm, signed, signature);
}
