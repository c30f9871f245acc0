import { Module } from '@nestjs/common';
import { UserCache } from './user-cache.js';
import { UsersService } from './users.service.js';

@Module({ providers: [UserCache, UsersService], exports: [UserCache, UsersService] })
export class UsersModule {}
