import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow, IsIn, IsOptional } from 'class-validator';
import { Messages, isUuid, PageQuery } from '../../platform/http/index.js';
import type { CredentialFilter } from '../credential.query.js';
import { CREDENTIAL_STATUSES } from '../entities/user-credential.entity.js';

const TRUE = ['true', '1'];

/** What every list of credentials takes. All filters can be combined; an unknown parameter is ignored. */
export class CredentialQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Learner, in any letter case.', example: 'alice' })
  @Allow()
  username?: string;

  @ApiPropertyOptional({ description: 'Another value is a 400.', enum: CREDENTIAL_STATUSES })
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @IsOptional()
  @IsIn([...CREDENTIAL_STATUSES], { message: ({ value }) => Messages.notAChoice(value) })
  status?: string;

  @ApiPropertyOptional({
    description:
      "The program's credential and the course credentials of its runs. A malformed one gives an empty list.",
    format: 'uuid',
  })
  @Allow()
  program_uuid?: string;

  /** The filter, or undefined when nothing can match. */
  filter(): CredentialFilter | undefined {
    if (this.program_uuid !== undefined && !isUuid(this.program_uuid)) return undefined;
    return {
      username: this.username === '' ? undefined : this.username,
      status: this.status,
      programUuid: this.program_uuid,
    };
  }
}

/** What the list of version 2 takes. */
export class ListCredentialsQuery extends CredentialQuery {
  @ApiPropertyOptional({ description: 'Kind of credential.', enum: ['program', 'course-run'] })
  @Allow()
  type?: string;

  @ApiPropertyOptional({
    description: '`true` leaves out what the learner cannot see yet.',
    enum: ['true', 'false'],
  })
  @Allow()
  only_visible?: string;

  override filter(): CredentialFilter | undefined {
    const filter = super.filter();
    if (filter === undefined) return undefined;
    return {
      ...filter,
      type: this.type === 'program' || this.type === 'course-run' ? this.type : undefined,
      onlyVisible: TRUE.includes(this.only_visible?.toLowerCase() ?? ''),
    };
  }
}
