import { Config } from '../../config/index.js';
import { credentialAwarded, type CredentialEvent, credentialRevoked } from '../../credentials/index.js';
import { Database } from '../../platform/database/index.js';
import {
  Cancelled,
  type Delivery,
  type OutboxSubscriber,
  PeerAway,
  Subscriber,
  TemporaryFailure,
  Waiting,
} from '../../platform/outbox/index.js';
import { hexOf } from '../../platform/text/index.js';
import {
  PROGRAM_AWARDED,
  PROGRAM_REVOKED,
  PROGRAM_TOPIC,
  type ProgramCertificateValue,
} from '../codec/schemas.js';
import { uuidOf } from '../codec/uuid-of.js';
import { EventBusConnection } from '../event-bus-connection.js';
import { BusAway, BusRefusal, type OutgoingEvent } from '../transport/bus.js';
import { type ProgramCertificateRow, readProgramCertificate } from './program-certificate.sql.js';

/**
 * Tells the bus of awards and revocations of program certificates, in their order for each. Migration 1764000002110 wakes by
 * this name what waits for a learner's number in the LMS.
 */
@Subscriber({ name: 'events.program-certificates', topic: credentialAwarded, also: [credentialRevoked] })
export class ProgramCertificatesSubscriber implements OutboxSubscriber<CredentialEvent> {
  constructor(
    private readonly connection: EventBusConnection,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  wants({ kind }: CredentialEvent): boolean {
    return kind === 'program' && this.connection.writes;
  }

  /**
   * @throws Waiting until the learner's number in the LMS is known, PeerAway while the bus is away, TemporaryFailure when it
   * refuses the event, Cancelled when the number will never be known or this installation does not write to the bus any more
   */
  async deliver(delivery: Delivery<CredentialEvent>): Promise<void> {
    if (!this.connection.writes) throw new Cancelled('this installation does not write to an event bus');
    const { credentialId } = delivery.payload;
    const [row] = await this.database.run(readProgramCertificate, [credentialId, delivery.id]);
    if (row === undefined) throw new Cancelled('the credential is gone');
    if (row.lmsUserId === null && row.isRetired)
      throw new Cancelled('the learner was retired, and the number in the LMS is not known');
    if (row.lmsUserId === null) throw new Waiting('the learner’s number in the LMS is not known');
    const status = delivery.topic === credentialAwarded.name ? 'awarded' : 'revoked';
    try {
      await this.connection.bus.write(eventOf(row, status, delivery.dedupeKey, this.config.publicUrl));
    } catch (error) {
      if (error instanceof BusRefusal) throw new TemporaryFailure(error.message);
      throw error instanceof BusAway ? new PeerAway(error.message) : error;
    }
  }

  /** It was cancelled while the installation wrote to no bus. */
  readonly retriesCancelled = true;
}

/**
 * The event of a change. Its id is the same in every attempt. It is made of the credential's uuid, too: after a restore
 * another credential may get the number in the key.
 */
export function eventOf(
  row: ProgramCertificateRow,
  status: 'awarded' | 'revoked',
  key: string,
  publicUrl: string,
): OutgoingEvent {
  const { uuid, username, email, name, programUuid, title, programType } = row;
  const value: ProgramCertificateValue = {
    program_certificate: {
      user: { id: BigInt(row.lmsUserId!), is_active: row.isActive, pii: { username, email, name } },
      program: { uuid: programUuid, title, program_type: programType },
      uuid,
      status,
      url: `${publicUrl}/credentials/${hexOf(uuid)}/`,
      certificate_available_date: null,
    },
  };
  return {
    topic: PROGRAM_TOPIC,
    type: status === 'awarded' ? PROGRAM_AWARDED : PROGRAM_REVOKED,
    id: uuidOf(`${uuid}:${key}`),
    time: row.time,
    key: { name: 'uuid', value: programUuid },
    value,
  };
}
