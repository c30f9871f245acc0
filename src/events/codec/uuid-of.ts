import { createHash } from 'node:crypto';
import { dashed, hexOf } from '../../platform/text/index.js';

/** The namespace of this service's own names, drawn once. */
const NAMESPACE = Buffer.from(hexOf('6f6f1d0e-52a1-4b0f-9c27-3a3f3d3e8b11'), 'hex');

/** The uuid of a name: version 5, the same whenever it is made. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return dashed(bytes.toString('hex'));
}
