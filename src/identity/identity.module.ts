import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessGuard, AuthModule } from './auth/index.js';
import { IdempotencyGuard, IdempotencyKey, KeptAnswers, KeyCleaner } from './idempotency/index.js';
import { NamesModule } from './names/index.js';
import { SitesModule } from './site/index.js';
import { RefusedHits, ThrottleGuard, ThrottleHits } from './throttle/index.js';
import { UsersModule } from './users/index.js';

/** The installation, its users and their rights. The guards run before every route, in this order. */
@Module({
  imports: [
    SitesModule,
    UsersModule,
    NamesModule,
    AuthModule,
    TypeOrmModule.forFeature([ThrottleHits, IdempotencyKey]),
  ],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: ThrottleGuard },
    { provide: APP_GUARD, useClass: IdempotencyGuard },
    KeptAnswers,
    KeyCleaner,
    RefusedHits,
  ],
  exports: [KeyCleaner, SitesModule, UsersModule, NamesModule, AuthModule],
})
export class IdentityModule {}
