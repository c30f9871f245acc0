import { ApiProperty } from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';

/** Body of every error except a 400 by field. */
export class ErrorBody {
  @ApiProperty({
    description: 'What is wrong, in words.',
    example: ErrorWords.permissionDenied,
  })
  detail!: string;
}
