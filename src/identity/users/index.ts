export { userEntities } from './entities/index.js';
export { named, User } from './entities/user.entity.js';
export { parsePermission, type Permission, PERMISSION_NAMES, PERMISSIONS } from './permissions.js';
export { Principal } from './principal.js';
export { isName, type ProfileClaims, readProfileClaims } from './profile-claims.js';
export { UserCache } from './user-cache.js';
export type { UserDescription } from './user-description.js';
export { UsersModule } from './users.module.js';
export { type Learner, UsersService } from './users.service.js';
