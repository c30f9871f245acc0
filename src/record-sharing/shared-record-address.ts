import { hexOf } from '../platform/text/index.js';

/** The public address of a shared record; with `csv` appended, that of its table. */
export function sharedRecordAddress(publicUrl: string, uuid: string): string {
  return `${publicUrl}/records/programs/shared/${hexOf(uuid)}/`;
}
