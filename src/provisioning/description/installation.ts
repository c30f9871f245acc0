import { CatalogDescription } from '../../catalog/index.js';
import { ProgramCertificateDescription } from '../../certificates/index.js';
import { ListOf, ObjectOf } from '../../platform/validation/index.js';
import { ServiceUsersSection } from './service-users-section.js';
import { SiteSection } from './site-section.js';
import { UserSection } from './user-section.js';

/** An installation as an operator describes it in a file. Absent sections change nothing; `about` is a remark. */
export class Installation {
  @ObjectOf(() => SiteSection, { optional: true })
  site?: SiteSection;

  @ObjectOf(() => ServiceUsersSection, { optional: true })
  service_users?: ServiceUsersSection;

  @ListOf(() => UserSection, { optional: true })
  users: UserSection[] = [];

  @ObjectOf(() => CatalogDescription, { optional: true })
  catalog = new CatalogDescription();

  @ListOf(() => ProgramCertificateDescription, { optional: true })
  program_certificates: ProgramCertificateDescription[] = [];
}
