import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's own limit for a body, in bytes. */
    bodyLimit?: number;
    /** Whether the body is an image. Elsewhere an image is a 415. */
    takesImages?: boolean;
    /** The handler, for who must ask its access rule before a large body is read. */
    handler?: () => unknown;
  }
}

/**
 * The route takes a body larger than others do. Who may call it is asked before the body is read; see `LargeBodyGate`
 * in identity.
 */
export function LargeBody(bodyLimit: number, { takesImages = false } = {}): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as () => unknown;
    RouteConfig({ bodyLimit, takesImages, handler })(target, key, descriptor);
  };
}
