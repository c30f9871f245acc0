import { hexOf, isMailAddress } from '../../platform/text/index.js';
import type { Config } from '../../config/index.js';
import { inLine } from '../../platform/mail/index.js';
import type { CompletionMailData } from '../templates/mail-data.js';
import { ADDRESS_DAYS, type CompletionRow } from './completion.sql.js';

const ENDED: readonly string[] = ['retired', 'deleted'];

export const SWITCHED_OFF = 'mails for completed programs are switched off';

/** Unlike the other reasons it is nobody's decision, so it is logged. */
export const NO_ADDRESS = `the learner had no valid mail address for ${ADDRESS_DAYS} days`;

/** The reason not to write to the learner, without personal data; undefined when there is none. */
export function reasonNotToSend(row: CompletionRow): string | undefined {
  if (!row.awarded) return 'the credential was revoked';
  if (row.deactivated) return 'the learner was retired or deactivated';
  if (ENDED.includes(row.programStatus)) return 'the program is retired';
  if (row.template === null) return 'there is no template for the program';
  if (!row.template.enabled) return 'the template for the program is not enabled';
  if (row.visible && !isMailAddress(row.email) && row.addressOverdue) return NO_ADDRESS;
  return undefined;
}

/** Why a mail cannot be retried. */
export function wouldBeCancelled(reason: string): string {
  return `The mail would be cancelled: ${reason}.`;
}

/** What the mail waits for, without personal data, and the time until which, as far as it is known. */
export function reasonToWait(
  row: CompletionRow,
): { readonly reason: string; readonly until: number | undefined } | undefined {
  if (!row.visible) {
    return { reason: 'the certificate cannot be seen yet', until: earliest(row.settledAt, row.visibleAt) };
  }
  if (isMailAddress(row.email)) return undefined;
  return {
    reason: 'the learner has no valid mail address yet',
    until: earliest(row.settledAt, row.addressUntil),
  };
}

function earliest(...times: readonly (number | null)[]): number | undefined {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The language in which the template is written: its own, else that of the program's certificate. */
export function languageOf({ template, language }: CompletionRow): string {
  return template?.language ?? language;
}

export function mailData(row: CompletionRow, config: Config): CompletionMailData {
  const { publicUrl, lmsUrl } = config;
  return {
    learner_name: inLine(row.learnerName) || inLine(row.username),
    program_title: inLine(row.programTitle),
    program_type: inLine(row.programType),
    platform_name: inLine(row.platformName),
    certificate_url: `${publicUrl}/credentials/${hexOf(row.uuid)}/`,
    record_url: row.recordsEnabled ? `${publicUrl}/records/programs/${hexOf(row.programUuid)}/` : null,
    lms_url: row.lmsUrl ?? lmsUrl ?? null,
    language: languageOf(row),
    primary_color: config.themePrimaryColor,
    accent_color: config.themeAccentColor,
  };
}
