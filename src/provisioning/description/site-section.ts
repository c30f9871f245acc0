import { Flag, MailAddress, Text, WebAddress } from '../../platform/validation/index.js';

/** The installation's name and addresses. Absent fields stay. */
export class SiteSection {
  /** The platform's name for learners. */
  @Text({ optional: true })
  platform_name?: string;

  @WebAddress({ optional: true, nullable: true })
  lms_url_root?: string | null;

  /** Sender of mails to partner institutions and learners; null: `MAIL_FROM`. */
  @MailAddress({ optional: true, nullable: true })
  partner_from_address?: string | null;

  /** Whether the installation has program records for learners. */
  @Flag({ optional: true })
  records_enabled?: boolean;

  @WebAddress({ optional: true, nullable: true })
  records_help_url?: string | null;

  /** The learner record web front end. */
  @WebAddress({ optional: true, nullable: true })
  learner_record_mfe_url?: string | null;
}
