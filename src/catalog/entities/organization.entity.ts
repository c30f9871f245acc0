import { Column, Entity, Unique } from 'typeorm';
import { CatalogEntry } from './catalog-entry.js';
import { IdColumn } from '../../platform/database/index.js';

/** An institution that teaches, authors programs and appears on certificates. */
@Entity('organization')
@Unique('organization_uuid_uq', ['uuid'])
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
}
