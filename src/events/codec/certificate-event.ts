import { isCourseKey } from '../../catalog/index.js';
import { decode, avroType } from './avro.js';
import type { BusEntry } from '../transport/bus.js';
import { type EventHeaders, readHeaders } from './event-headers.js';
import { unframe } from './framing.js';
import type { SchemaRegistry } from './schema-registry.js';
import {
  CERTIFICATE_CREATED,
  CERTIFICATE_REVOKED,
  type CertificateValue,
  SCHEMAS,
  SCHEMAS_OF,
} from './schemas.js';
import { UnreadableEntry } from './unreadable-entry.js';

/** An event about a certificate. */
export interface CertificateEvent extends EventHeaders {
  readonly status: 'awarded' | 'revoked';
  readonly certificate: CertificateValue['certificate'];
}

/** An event that is of no concern here. */
export interface UnwantedEvent extends EventHeaders {
  readonly status: 'unwanted';
}

const STATUS = { [CERTIFICATE_CREATED]: 'awarded', [CERTIFICATE_REVOKED]: 'revoked' } as const;

const READERS = {
  [CERTIFICATE_CREATED]: avroType(SCHEMAS[CERTIFICATE_CREATED]!),
  [CERTIFICATE_REVOKED]: avroType(SCHEMAS[CERTIFICATE_REVOKED]!),
};

/** Events that tell nothing beyond those two. */
const UNWANTED: readonly string[] = ['org.openedx.learning.certificate.changed.v1'];

const isWanted = (type: string): type is keyof typeof STATUS => type in STATUS;

/**
 * Reads an entry of the topic of certificates.
 * @param registry has the writers' schemas of Kafka's messages
 * @throws UnreadableEntry when it can never be read, BusAway when the registry does not answer
 */
export async function readCertificateEvent(
  entry: BusEntry,
  registry: SchemaRegistry | undefined,
): Promise<CertificateEvent | UnwantedEvent> {
  const headers = readHeaders(entry);
  const { type } = headers;
  if (UNWANTED.includes(type)) return { ...headers, status: 'unwanted' };
  if (!isWanted(type)) throw new UnreadableEntry('this service does not know its type');
  const { certificate } = (await decodeValue(entry, headers, type, registry)) as CertificateValue;
  if (!isCourseKey(certificate.course.course_key)) throw new UnreadableEntry('its course key is not valid');
  return { ...headers, status: STATUS[type], certificate };
}

async function decodeValue(
  entry: BusEntry,
  { library }: EventHeaders,
  type: keyof typeof READERS,
  registry: SchemaRegistry | undefined,
): Promise<unknown> {
  const reader = READERS[type];
  if (entry.transport === 'kafka') {
    if (entry.value === undefined) throw new UnreadableEntry('it has no value');
    const { schemaId, bytes } = unframe(entry.value);
    if (registry === undefined) throw new UnreadableEntry('no schema registry is set');
    return decode(await registry.typeOf(schemaId), bytes, reader);
  }
  const data = entry.fields.findLast(([name]) => name === 'event_data')?.[1];
  if (data === undefined) throw new UnreadableEntry('it has no event_data');
  try {
    return decode(reader, data);
  } catch (error) {
    // Redis has no schemas: the writer's is that of its library.
    if (!(error instanceof UnreadableEntry) || library === undefined || library === SCHEMAS_OF) throw error;
    throw new UnreadableEntry(
      `${error.message}; openedx-events ${library} wrote it, and this service knows the schemas of ${SCHEMAS_OF}`,
    );
  }
}
