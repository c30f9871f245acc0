import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OwnedPicture, PictureChecks } from '../../platform/pictures/index.js';
import { Site } from './site.entity.js';

/** The installation's logo: uploaded by staff, or fetched from `THEME_LOGO_URL`. */
@Entity('site_logo')
@PictureChecks('site_logo')
@Index('site_logo_image_digest_ix', ['imageDigest'])
@ForeignKey(() => Site, ['ownerId'], ['id'], { name: 'site_logo_site_fk', onDelete: 'CASCADE' })
export class SiteLogo extends OwnedPicture {
  @PrimaryColumn('integer', { name: 'site_id', primaryKeyConstraintName: 'site_logo_pk' })
  ownerId!: number;
}
