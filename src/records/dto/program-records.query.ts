import { ApiPropertyOptional } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { isOn } from '../../platform/validation/index.js';

/** Whose records. */
export class ProgramRecordsQuery {
  @ApiPropertyOptional({ description: 'Whose, in any letter case; for staff only.', example: 'alice' })
  @Allow()
  username?: string;
}

/** Whose record, or that the path names a public link. */
export class ProgramRecordQuery extends ProgramRecordsQuery {
  @ApiPropertyOptional({
    description: '`true`: the path names a shared record instead of a program, and anyone may read it.',
    enum: ['true', 'false'],
    example: 'false',
  })
  @Allow()
  is_public?: string;

  get isPublic(): boolean {
    return isOn(this.is_public);
  }
}
