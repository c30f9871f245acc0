import { Key, Text, Uuid, WebAddress } from '../../platform/validation/index.js';

/** An institution that teaches, authors programs and appears on certificates. */
export class OrganizationDescription {
  @Uuid()
  uuid!: string;

  /** Short name, such as `TestX`. */
  @Key()
  key!: string;

  @Text()
  name!: string;

  @WebAddress({ optional: true, nullable: true })
  certificate_logo_image_url?: string | null;

  /** Its web site. */
  @WebAddress({ optional: true, nullable: true })
  homepage_url?: string | null;

  /** Its page on the platform. It counts where there is no `homepage_url`. */
  @WebAddress({ optional: true, nullable: true })
  marketing_url?: string | null;
}
