import { Module } from '@nestjs/common';
import { ThrottleGuard } from './throttle.guard.js';

@Module({ providers: [ThrottleGuard], exports: [ThrottleGuard] })
export class ThrottleModule {}
