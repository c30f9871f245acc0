import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Metadata key of a handler's access rule, for the application's guard. The platform has public routes, too. */
export const ACCESS_RULE = 'access-rule';

/** Anyone may call the route, without an identity. */
export function Public(): MethodDecorator {
  const words = 'anyone';
  return applyDecorators(
    SetMetadata(ACCESS_RULE, { authentication: 'none', words, allows: () => true }),
    ApiExtension('x-permission', words),
  );
}
