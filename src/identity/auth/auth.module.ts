import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiKeysModule } from '../api-keys/index.js';
import { SitesModule } from '../site/index.js';
import { UsersModule } from '../users/index.js';
import { AccessGuard } from './access/access.guard.js';
import { AccessAudit } from './access/access.audit.js';
import { Authenticator } from './access/authenticator.js';
import { LargeBodyGate } from './access/large-body.gate.js';
import { CsrfController } from './csrf/csrf.controller.js';
import { CsrfProtection } from './csrf/csrf-protection.js';
import { PublicKeys } from './keys/public-keys.js';
import { SharedSecret } from './keys/shared-secret.js';
import { JwtStrategy } from './token/jwt.strategy.js';
import { TokenGuard } from './token/token.guard.js';
import { VerifiedTokens } from './token/verified-tokens.js';

/** Identifies callers by token or cookies, and checks their rights. */
@Module({
  imports: [ApiKeysModule, DiscoveryModule, SitesModule, UsersModule],
  controllers: [CsrfController],
  providers: [
    AccessAudit,
    AccessGuard,
    LargeBodyGate,
    Authenticator,
    CsrfProtection,
    JwtStrategy,
    PublicKeys,
    SharedSecret,
    TokenGuard,
    VerifiedTokens,
  ],
  exports: [ApiKeysModule, Authenticator, CsrfProtection, PublicKeys, SharedSecret],
})
export class AuthModule {}
