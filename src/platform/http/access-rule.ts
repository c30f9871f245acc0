import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/**
 * Where a handler's rule is kept that says who may call it; identity's guard reads it there. The key and the one rule
 * that needs no identity stand here, because the platform has public routes of its own.
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
