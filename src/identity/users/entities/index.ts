import { User, UserGroupMember, UserPermission } from './user.entity.js';
import { UserGroup, UserGroupPermission } from './user-group.entity.js';
import { UsernameChange } from './username-change.entity.js';

export const userEntities = [
  User,
  UserPermission,
  UserGroup,
  UserGroupMember,
  UserGroupPermission,
  UsernameChange,
];
