import { hostname } from 'node:os';
import { isUuid } from '../../platform/text/index.js';
import type { BusEntry, OutgoingEvent } from '../transport/bus.js';
import { SCHEMAS_OF } from './schemas.js';
import { UnreadableEntry } from './unreadable-entry.js';
import { uuidOf } from './uuid-of.js';

/** The headers of an entry. */
export interface EventHeaders {
  readonly type: string;
  /** A uuid in lower case. */
  readonly id: string;
  /** ISO 8601 in UTC, with up to six digits of a second. */
  readonly time: string;
  /** The version of openedx-events that wrote it; undefined where it is not said, or is no version. */
  readonly library: string | undefined;
}

/** As Python writes it; a plain `Z` too. Times of other zones are refused, as the existing consumers do. */
const UTC_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?:Z|[+-]00:?00)$/;

/**
 * Reads the headers. A missing id is made of the place of the entry, so that it is the same whenever it is read; a missing
 * time is that of the entry.
 * @throws UnreadableEntry
 */
export function readHeaders(entry: BusEntry): EventHeaders {
  const prefix = entry.transport === 'kafka' ? 'ce_' : '';
  const text = new Map(entry.fields.map(([name, value]) => [name, value.toString('utf8')]));
  const type = text.get(`${prefix}type`);
  if (!type) throw new UnreadableEntry('it has no type');
  const id = text.get(`${prefix}id`) ?? uuidOf(`${entry.transport}:${entry.topic}:${entry.position}`);
  if (!isUuid(id)) throw new UnreadableEntry('its id is no uuid');
  const library = text.get('sourcelib');
  return {
    type,
    id: id.toLowerCase(),
    time: utc(text.get(`${prefix}time`) ?? entry.writtenAt),
    library: library !== undefined && /^[\w.]{1,20}$/.test(library) ? library : undefined,
  };
}

function utc(text: string): string {
  const [, date, time] = UTC_TIME.exec(text) ?? [];
  const iso = `${date}T${time}Z`;
  const milliseconds = Date.parse(iso);
  // JavaScript takes the 30th of February for the 2nd of March.
  const isReal = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(date!);
  if (!isReal || date!.startsWith('0000')) throw new UnreadableEntry('its time is not in UTC');
  return iso;
}

/** The host as it stands in what is written. */
const HOST = hostname();

/** The names and values that every event has in both transports, in the order of the Python libraries. */
export function headersOf({ type, id, time }: OutgoingEvent) {
  return {
    type,
    id,
    source: 'openedx/credentials/web',
    time,
    minorversion: '0',
    sourcehost: HOST,
    sourcelib: SCHEMAS_OF,
  };
}
