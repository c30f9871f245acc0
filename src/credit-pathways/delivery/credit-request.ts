import { inLine, MailTemplate, type RenderedMail } from '../../platform/mail/index.js';
import { sharedRecordAddress } from '../../record-sharing/index.js';
import type { PathwayMailRow } from './pathway-mail.sql.js';

interface CreditRequestData {
  readonly learnerName: string;
  readonly programTitle: string;
  readonly pathwayName: string;
  readonly platformName: string;
  readonly updated: boolean;
  readonly completed: boolean;
  readonly mayReply: boolean;
  readonly recordAddress: string;
  readonly csvAddress: string;
}

const template = new MailTemplate<CreditRequestData>(import.meta.url, 'credit-request');

/** What the text takes from the row. */
export type CreditRequest = Omit<
  PathwayMailRow,
  'outcome' | 'pathwayEmail' | 'partnerFromAddress' | 'recordUuid'
> & {
  readonly recordUuid: string;
};

/** The mail that asks an institution for credit, or tells it that the program was completed since. */
export function renderCreditRequest(
  publicUrl: string,
  request: CreditRequest,
  mayReply: boolean,
): RenderedMail {
  const recordAddress = sharedRecordAddress(publicUrl, request.recordUuid);
  return template.render({
    learnerName: inLine(request.learnerName) || inLine(request.username),
    programTitle: inLine(request.programTitle),
    pathwayName: inLine(request.pathwayName),
    platformName: inLine(request.platformName),
    updated: request.kind === 'updated',
    completed: request.completed,
    mayReply,
    recordAddress,
    csvAddress: `${recordAddress}csv`,
  });
}
