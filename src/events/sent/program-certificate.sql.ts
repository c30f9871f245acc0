import { isRetiredUser, printedName } from '../../identity/index.js';
import { statement } from '../../platform/database/index.js';

/** A program credential as events tell of it, with the time of the change that a delivery is about. */
export interface ProgramCertificateRow {
  readonly uuid: string;
  /** pg returns bigint as text. */
  readonly lmsUserId: string | null;
  readonly isRetired: boolean;
  readonly isActive: boolean;
  readonly username: string;
  readonly email: string;
  /** May be empty. */
  readonly name: string;
  readonly programUuid: string;
  readonly title: string;
  readonly programType: string;
  /** ISO 8601 with offset, as Python writes it: without digits of a second where all are 0. */
  readonly time: string;
}

/** One index scan a table. */
export const readProgramCertificate = statement<
  ProgramCertificateRow,
  [credentialId: number, deliveryId: number]
>(
  'events.read_program_certificate',
  `select c.uuid, u.lms_user_id as "lmsUserId", ${isRetiredUser('u')} as "isRetired", u.is_active as "isActive", u.username, u.email,
          ${printedName('u')} as name, p.uuid as "programUuid", p.title, p.type_slug as "programType",
          replace(to_char(d.created at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || '+00:00' as time
     from user_credential c
     join users u on u.id = c.user_id
     join program_certificate pc on pc.id = c.program_certificate_id
     join program p on p.id = pc.program_id
     join outbox_delivery d on d.id = $2
    where c.id = $1`,
);
