import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ErrorWords } from '../errors/index.js';

/** The answer to every error except a 400 by field. */
@ApiSchema({ name: 'ErrorBody' })
export class ErrorAnswer {
  @ApiProperty({
    description: 'What is wrong, in words.',
    example: ErrorWords.permissionDenied,
  })
  detail!: string;
}
