import { Controller } from '@nestjs/common';
import { RequireStaff } from '../../identity/index.js';
import { UuidParam } from '../../platform/http/index.js';
import { pictureController } from '../../platform/pictures/index.js';
import { OrganizationLogosService } from '../organization-logos.service.js';

/** The logos of organizations, as certificates show them. */
@Controller('api/v2/admin/organizations/:uuid/logo')
export class OrganizationLogosController extends pictureController({
  tag: 'Administration: catalog',
  subject: "an organization's logo",
  note: 'No sync replaces it. Once it is removed, the next sync fetches the one that the catalog names.',
  noOwner: ['There is no such organization.', 'The catalog has no such entry.'],
  store: OrganizationLogosService,
  access: RequireStaff,
  // One that no other example reads.
  parameters: (handler) => UuidParam(`de0a0000-0000-4000-8000-00000000000${handler === 'remove' ? 2 : 1}`),
}) {}
