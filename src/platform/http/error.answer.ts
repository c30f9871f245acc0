import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode, ErrorWords } from '../errors/index.js';

/** The keys of every error whose body is an object. A wrong field of such a name has its messages there instead. */
export abstract class ErrorMarks {
  @ApiProperty({
    description: 'The kind of error, for machines. It is also in the header `X-Error-Code`.',
    enum: Object.keys(ERROR_CODES),
    enumName: 'ErrorCode',
    example: 'permission_denied',
  })
  code!: ErrorCode;

  @ApiProperty({
    description: 'The id of the request, as in `X-Request-Id` and in the service’s log.',
    example: '0e000000-0000-4000-8000-000000000001',
  })
  request_id!: string;

  @ApiProperty({
    description: 'With a 403: the permission, or the kind of user, that would do.',
    required: false,
    example: 'staff',
  })
  required?: string;
}

/** The answer to every error except a 400 by field. */
@ApiSchema({ name: 'ErrorBody' })
export class ErrorAnswer extends ErrorMarks {
  @ApiProperty({
    description: 'What is wrong, in words.',
    example: ErrorWords.permissionDenied,
  })
  detail!: string;
}
