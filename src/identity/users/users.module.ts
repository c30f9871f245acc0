import { Module } from '@nestjs/common';
import { UserCache } from './user-cache.js';
import { UsersService } from './users.service.js';

/** Users, their groups and their rights. */
@Module({ providers: [UserCache, UsersService], exports: [UserCache, UsersService] })
export class UsersModule {}
