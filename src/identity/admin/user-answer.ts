import type { User } from '../users/index.js';
import type { UserAnswer } from './users.dto.js';

/** The answer for a user who was read with permissions and groups. */
export function userAnswer(user: User): UserAnswer {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    full_name: user.fullName,
    lms_user_id: user.lmsUserId,
    is_active: user.isActive,
    is_staff: user.isStaff,
    is_superuser: user.isSuperuser,
    permissions: user.permissions.map(({ permission }) => permission).sort(),
    groups: user.memberships.map(({ group }) => group.name).sort(),
    updated_at: user.updatedAt,
  };
}
