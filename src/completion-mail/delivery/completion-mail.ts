import { hexOf, isMailAddress } from '../../platform/text/index.js';
import type { Config } from '../../config/index.js';
import { inLine } from '../../platform/mail/index.js';
import type { CompletionMailData } from '../templates/mail-data.js';
import type { CompletionRow } from './completion.sql.js';

const ENDED: readonly string[] = ['retired', 'deleted'];

/** Unlike the other reasons it is nobody's decision, so it is logged. */
export const NO_ADDRESS = 'the learner has no valid mail address';

/** The reason not to write to the learner, without personal data; undefined when there is none. */
export function reasonNotToSend(row: CompletionRow): string | undefined {
  if (!row.awarded) return 'the credential was revoked';
  if (ENDED.includes(row.programStatus)) return 'the program is retired';
  if (row.template === null) return 'there is no template for the program';
  if (!row.template.enabled) return 'the template for the program is not enabled';
  if (!isMailAddress(row.email)) return NO_ADDRESS;
  return undefined;
}

export function mailData(row: CompletionRow, { publicUrl, lmsUrl }: Config): CompletionMailData {
  return {
    learner_name: inLine(row.learnerName) || inLine(row.username),
    program_title: inLine(row.programTitle),
    program_type: inLine(row.programType),
    platform_name: inLine(row.platformName),
    certificate_url: `${publicUrl}/credentials/${hexOf(row.uuid)}/`,
    record_url: row.recordsEnabled ? `${publicUrl}/records/programs/${hexOf(row.programUuid)}/` : null,
    lms_url: row.lmsUrl ?? lmsUrl ?? null,
  };
}
