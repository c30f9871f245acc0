import { VirtualColumn } from 'typeorm';

/**
 * A time column as the text that answers carry, read only: a JavaScript date has no microseconds.
 * @param column name in the table; the property stands beside the one that is mapped to the column
 */
export function IsoTime(column: string): PropertyDecorator {
  return VirtualColumn({ type: 'text', query: (alias) => `iso_time(${alias}."${column}")` });
}
