import { Check, Column } from 'typeorm';
import { areTimesSql, IsoTime, isWebAddressSql } from '../database/index.js';

/** A table of pictures, at most one for each owner. Its entity adds `ownerId` as primary key. */
export abstract class OwnedPicture {
  abstract ownerId: number;

  /** Media type: PNG, JPEG or SVG. */
  @Column('varchar', { name: 'image_type', length: 32 })
  imageType!: string;

  /** At most 1 MiB; read only where it is shown. */
  @Column('bytea', { select: false })
  image!: Buffer;

  /** SHA-256 of the image in hexadecimal digits. A trigger sets it. */
  @Column({ type: 'text', name: 'image_digest', insert: false, update: false })
  imageDigest!: string;

  /** The address that it was fetched from; null: somebody uploaded it. */
  @Column('text', { name: 'source_url', nullable: true })
  sourceUrl!: string | null;

  /** The time of the fetch or upload. */
  @Column('timestamptz', { default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;
}

/** The checks of such a table. Decorators of a base class would give each table the same names of constraints. */
export function PictureChecks(table: string): ClassDecorator {
  return (entity) => {
    Check(`${table}_image_type_ck`, "image_type in ('image/png', 'image/jpeg', 'image/svg+xml')")(entity);
    Check(`${table}_image_size_ck`, 'octet_length(image) <= 1048576')(entity);
    Check(`${table}_source_ck`, isWebAddressSql('source_url'))(entity);
    Check(`${table}_times_ck`, areTimesSql('modified'))(entity);
  };
}
