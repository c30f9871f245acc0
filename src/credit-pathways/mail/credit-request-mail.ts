import { type Language, languageFor } from '../../platform/languages/index.js';
import {
  frameMail,
  inLine,
  type MailBrand,
  MailTemplate,
  type RenderedMail,
} from '../../platform/mail/index.js';
import { sharedRecordAddress } from '../../record-sharing/index.js';
import type { CreditRequestRow } from '../credit-request.sql.js';
import { type Sentence, translator } from './locales/index.js';

/** The names of the templates `credit-request.*.hbs`. */
interface CreditRequestData {
  readonly updated: boolean;
  readonly completed: boolean;
  readonly mayReply: boolean;
  readonly recordAddress: string;
  readonly csvAddress: string;
  /** A colour. */
  readonly primary: string;
}

const template = new MailTemplate<CreditRequestData, Sentence>(import.meta.url, 'credit-request', translator);

/** The part of the row from which the text is made. */
export type CreditRequest = Pick<
  CreditRequestRow,
  | 'kind'
  | 'completed'
  | 'learnerName'
  | 'username'
  | 'programTitle'
  | 'pathwayName'
  | 'platformName'
  | 'language'
> & { readonly recordUuid: string; readonly mayReply: boolean };

/** The installation around the mail. */
export interface Surroundings {
  readonly publicUrl: string;
  readonly brand: MailBrand;
}

/** Asks an institution for credit, or tells it that the record was updated since, in the language of the certificate. */
export function renderCreditRequest(
  request: CreditRequest,
  { publicUrl, brand }: Surroundings,
): RenderedMail & { readonly language: Language } {
  const language = languageFor(request.language);
  const recordAddress = sharedRecordAddress(publicUrl, request.recordUuid);
  const { subject, text, html } = template.render({
    language,
    values: {
      learner: inLine(request.learnerName) || inLine(request.username),
      program: inLine(request.programTitle),
      pathway: inLine(request.pathwayName),
      platform: inLine(request.platformName),
    },
    data: {
      updated: request.kind === 'updated',
      completed: request.completed,
      mayReply: request.mayReply,
      recordAddress,
      csvAddress: `${recordAddress}csv`,
      primary: brand.primary,
    },
  });
  return { subject, text, html: frameMail({ subject, body: html, language }, brand), language };
}
