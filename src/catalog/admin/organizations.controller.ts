import { Controller } from '@nestjs/common';
import { Organization } from '../entities/organization.entity.js';
import { OrganizationAnswer, OrganizationPage, OrganizationBody } from './catalog.dto.js';
import { entriesController } from './entries-controller.js';
import type { EntryKind } from './entry-kind.js';

const ORGANIZATIONS: EntryKind<Organization, OrganizationBody, OrganizationAnswer> = {
  one: 'an organization',
  many: 'organizations',
  example: 'de0a0000-0000-4000-8000-000000000001',
  entity: Organization,
  body: OrganizationBody,
  answer: OrganizationAnswer,
  listEnvelope: OrganizationPage,

  answersOf: (organizations) =>
    organizations.map(({ uuid, key, name, certificateLogoImageUrl, homepageUrl, updatedAt }) => ({
      uuid,
      key,
      name,
      certificate_logo_image_url: certificateLogoImageUrl,
      homepage_url: homepageUrl,
      updated_at: updatedAt,
    })),

  describe: (uuid, { key, name, certificate_logo_image_url, homepage_url }) => ({
    organizations: [{ uuid, key, name, certificate_logo_image_url, homepage_url }],
  }),
};

/** Institutions that teach, author programs and appear on certificates. */
@Controller('api/v2/admin/organizations')
export class OrganizationsController extends entriesController(ORGANIZATIONS) {}
