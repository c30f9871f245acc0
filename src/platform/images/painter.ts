import { createRequire } from 'node:module';
import type * as Painting from '@resvg/resvg-js';

const require = createRequire(import.meta.url);

/**
 * What paints an SVG, loaded on demand: it is native code, whose packages for each platform are optional.
 * @throws Error when it is not installed for this machine
 */
export function painter(): typeof Painting.Resvg {
  return (require('@resvg/resvg-js') as typeof Painting).Resvg;
}
