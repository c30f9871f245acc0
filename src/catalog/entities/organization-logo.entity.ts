import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OwnedPicture, PictureChecks } from '../../platform/pictures/index.js';
import { Organization } from './organization.entity.js';

/** An organization's logo: uploaded by staff, or fetched from its `certificate_logo_image_url`. */
@Entity('organization_logo')
@PictureChecks('organization_logo')
@Index('organization_logo_image_digest_ix', ['imageDigest'])
@ForeignKey(() => Organization, ['ownerId'], ['id'], {
  name: 'organization_logo_organization_fk',
  onDelete: 'CASCADE',
})
export class OrganizationLogo extends OwnedPicture {
  @PrimaryColumn('integer', { name: 'organization_id', primaryKeyConstraintName: 'organization_logo_pk' })
  ownerId!: number;
}
