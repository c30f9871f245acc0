import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { userEntities } from './entities/index.js';
import { UserCache } from './user-cache.js';
import { UsersService } from './users.service.js';

const TABLES = TypeOrmModule.forFeature(userEntities);

@Module({
  imports: [TABLES],
  providers: [UserCache, UsersService],
  exports: [TABLES, UserCache, UsersService],
})
export class UsersModule {}
