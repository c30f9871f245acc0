import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { ErrorAnswer } from '../../platform/http/index.js';
import { RATE_LIMIT_HEADERS } from './rate-limit.js';

/** Groups of calls that are counted together. `records`: sharing, and its end. */
export type ThrottleScope = 'credentials' | 'grades' | 'records' | 'record-mails';

/** Metadata key of the scope, for the guard. */
export const THROTTLE_SCOPE = 'identity:throttle-scope';

/** Limits how often one user may call these handlers (`THROTTLE_...`). Staff and superusers are free. */
export const Throttle = (scope: ThrottleScope): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(THROTTLE_SCOPE, scope),
    ApiTooManyRequestsResponse({
      type: ErrorAnswer,
      description: 'The user calls too often.',
      headers: {
        'Retry-After': {
          description: 'Seconds until the next call is accepted.',
          schema: { type: 'integer', example: 42 },
        },
        ...RATE_LIMIT_HEADERS,
      },
    }),
  );
