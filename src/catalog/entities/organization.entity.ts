import { Check, Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { areTimesSql, IdColumn, isLineSql, isWebAddressSql } from '../../platform/database/index.js';

/** An institution that teaches, authors programs and appears on certificates. */
@Entity('organization')
@Unique('organization_uuid_uq', ['uuid'])
@Check('organization_key_ck', isLineSql('key'))
@Check('organization_logo_ck', isWebAddressSql('certificate_logo_image_url'))
@Check('organization_homepage_ck', isWebAddressSql('homepage_url'))
@Check('organization_times_ck', areTimesSql('modified'))
export class Organization extends CatalogEntry {
  @IdColumn('organization_pk')
  id!: number;

  /** Short name, unique in the Discovery service's partner, such as `TestX`. */
  @Column('varchar', { length: 255 })
  key!: string;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('text', { name: 'certificate_logo_image_url', nullable: true })
  certificateLogoImageUrl!: string | null;

  /** Its web site. */
  @Column('text', { name: 'homepage_url', nullable: true })
  homepageUrl!: string | null;
}
