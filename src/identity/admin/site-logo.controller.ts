import { Controller } from '@nestjs/common';
import { pictureController } from '../../platform/pictures/index.js';
import { RequireStaff } from '../auth/access/access.decorators.js';
import { SiteLogoService } from '../site/index.js';

/** The installation's logo above certificates and in mails. */
@Controller('api/v2/admin/site/logo')
export class SiteLogoController extends pictureController({
  tag: 'Administration',
  subject: 'the logo of the installation',
  note: 'It stands in the place of the one that `THEME_LOGO_URL` names. Once it is removed, the next start of the service fetches that one.',
  store: SiteLogoService,
  access: RequireStaff,
  parameters: () => () => undefined,
}) {}
