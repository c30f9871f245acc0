import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/**
 * Metadata key of the rule that says who may call a handler; a guard of the application reads it. The key and the
 * public rule stand here, because the platform has public routes of its own.
 */
export const ACCESS_RULE = 'access-rule';

/** Nobody is asked who they are. */
export function Public(): MethodDecorator {
  const words = 'anyone';
  return applyDecorators(
    SetMetadata(ACCESS_RULE, { authentication: 'none', words, allows: () => true }),
    ApiExtension('x-permission', words),
  );
}
