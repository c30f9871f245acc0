import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { User, UserGroupMember, UserPermission } from './entities/user.entity.js';
import { UserGroup, UserGroupPermission } from './entities/user-group.entity.js';
import { UserCache } from './user-cache.js';
import { UsersService } from './users.service.js';

const TABLES = TypeOrmModule.forFeature([
  User,
  UserPermission,
  UserGroup,
  UserGroupMember,
  UserGroupPermission,
]);

/** Users, their groups and their rights. */
@Module({
  imports: [TABLES],
  providers: [UserCache, UsersService],
  exports: [TABLES, UserCache, UsersService],
})
export class UsersModule {}
