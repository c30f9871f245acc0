import { Flag, MailAddress, Text, WebAddress } from '../../platform/validation/index.js';

/** The installation's name and addresses; what is absent stays as it is. */
export class SiteSection {
  /** What the platform calls itself to learners. */
  @Text({ optional: true })
  platform_name?: string;

  @WebAddress({ optional: true, nullable: true })
  lms_url_root?: string | null;

  /** Where mails to partner institutions come from. */
  @MailAddress({ optional: true, nullable: true })
  partner_from_address?: string | null;

  /** Whether learners have program records here. */
  @Flag({ optional: true })
  records_enabled?: boolean;

  @WebAddress({ optional: true, nullable: true })
  records_help_url?: string | null;

  /** The learner record web front end. */
  @WebAddress({ optional: true, nullable: true })
  learner_record_mfe_url?: string | null;
}
