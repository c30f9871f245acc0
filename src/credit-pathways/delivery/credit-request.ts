import { MailTemplate, type RenderedMail } from '../../platform/mail/index.js';
import { sharedRecordAddress } from '../../record-sharing/index.js';
import type { PathwayMailRow } from './pathway-mail.query.js';

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

/** Characters that turn the direction of writing around, also that of the words beside a name. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name as it may stand in a sentence: one line, so that no name can look like a paragraph of ours. */
function inLine(name: string): string {
  return name
    .toWellFormed()
    .replace(DIRECTION, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}
