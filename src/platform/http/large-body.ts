import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's own limit for a body, in bytes. */
    bodyLimit?: number;
    /** Media types of the images that the body may be. Other routes answer 415 to an image. */
    images?: readonly string[];
    /** Its access rule is checked before a large body is read. */
    handler?: () => unknown;
  }
}

/** The route takes a larger body than others. Its access rule is checked before the body is read. */
export function LargeBody(
  bodyLimit: number,
  { images = [] }: { images?: readonly string[] } = {},
): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as () => unknown;
    RouteConfig({ bodyLimit, images, handler })(target, key, descriptor);
  };
}
