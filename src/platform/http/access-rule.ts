import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/**
 * Metadata key of the rule that says who may call a handler. A guard of the application reads it. It stands here with
 * the public rule, because the platform has public routes of its own.
 */
export const ACCESS_RULE = 'access-rule';

/** Anyone may call the route, without an identity. */
export function Public(): MethodDecorator {
  const words = 'anyone';
  return applyDecorators(
    SetMetadata(ACCESS_RULE, { authentication: 'none', words, allows: () => true }),
    ApiExtension('x-permission', words),
  );
}
