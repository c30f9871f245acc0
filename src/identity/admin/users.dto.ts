import { ApiProperty } from '@nestjs/swagger';
import { PERMISSION_NAMES } from '../users/permissions.js';
import { BooleanField, NameListField, QueryField, UpdatedAt } from '../../platform/validation/index.js';
import { listEnvelope, ListQuery } from '../../platform/lists/index.js';

export class ListUsersQuery extends ListQuery {
  @QueryField({
    description: 'A part of the username, the name or the mail address, in any letter case.',
    example: 'alice',
  })
  search?: string;

  @QueryField({ description: 'The whole username, in any letter case.', example: 'alice' })
  username?: string;
}

/** All rights of a user. `is_staff` and `is_superuser` keep their value when they are absent. */
export class UserRightsBody {
  @NameListField({
    description: `All the rights that the user has of their own: ${PERMISSION_NAMES.join(', ')}.`,
    example: ['credentials.view_usercredential'],
    accepts: (name) => name.length <= 255,
    message: 'Enter different names of permissions.',
  })
  permissions!: string[];

  @NameListField({
    description: 'All the groups of the user, by name.',
    example: ['Admins'],
    accepts: (name) => name.length <= 255,
    message: 'Enter different names of groups.',
  })
  groups!: string[];

  @BooleanField({ description: 'An inactive user is refused, whatever their token says.', example: true })
  is_active!: boolean;

  @BooleanField({
    optional: true,
    description:
      'Only a superuser may change it. A later token of the user with the claim `administrator` sets it again.',
    example: false,
  })
  is_staff?: boolean;

  @BooleanField({ optional: true, description: 'Only a superuser may change it.', example: false })
  is_superuser?: boolean;
}

export class UserAnswer {
  @ApiProperty({ description: 'Number of the user.', type: 'integer', example: 7 })
  id!: number;

  @ApiProperty({ description: 'As the service stores it.', example: 'alice' })
  username!: string;

  @ApiProperty({ description: 'As the latest token said; may be empty.', example: 'alice@example.org' })
  email!: string;

  @ApiProperty({ description: 'As the latest token said; may be empty.', example: 'Alice Example' })
  full_name!: string;

  @ApiProperty({
    description: "The learner's number in the LMS, where it is known.",
    type: 'integer',
    nullable: true,
    example: 1003,
  })
  lms_user_id!: number | null;

  @ApiProperty({ description: 'An inactive user is refused.', example: true })
  is_active!: boolean;

  @ApiProperty({ description: 'Staff may use the administration.', example: false })
  is_staff!: boolean;

  @ApiProperty({ description: 'A superuser has all rights.', example: false })
  is_superuser!: boolean;

  @ApiProperty({ description: 'Of their own.', type: [String], example: ['credentials.view_usercredential'] })
  permissions!: string[];

  @ApiProperty({ description: 'By name; a group has rights too.', type: [String], example: ['Admins'] })
  groups!: string[];

  @UpdatedAt()
  updated_at!: string;
}

export class UserPage extends listEnvelope(UserAnswer) {}
