import { Check, Column, Entity, Index, type Relation, Unique, VirtualColumn } from 'typeorm';
import { ProgramCertificate } from './program-certificate.entity.js';
import { IdColumn, Reference } from '../../platform/database/index.js';

/** A person who signs a program's certificate. */
@Entity('signatory')
@Unique('signatory_position_uq', ['programCertificateId', 'position'])
@Index('signatory_image_digest_ix', ['imageDigest'])
@Check('signatory_image_ck', '(image is null) = (image_type is null)')
@Check('signatory_image_type_ck', "image_type in ('image/png', 'image/jpeg', 'image/svg+xml')")
@Check('signatory_image_size_ck', 'octet_length(image) <= 1048576')
export class Signatory {
  @IdColumn('signatory_pk')
  id!: number;

  @Column('integer', { name: 'program_certificate_id' })
  programCertificateId!: number;

  /** From 0, left to right on the certificate. */
  @Column('integer')
  position!: number;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('varchar', { length: 255 })
  title!: string;

  /** Replaces the program's organizations under the name. */
  @Column('varchar', { name: 'organization_name_override', length: 255, nullable: true })
  organizationNameOverride!: string | null;

  /** Media type of the scanned signature: PNG, JPEG or SVG. */
  @Column('varchar', { name: 'image_type', length: 32, nullable: true })
  imageType!: string | null;

  /** The scanned signature, at most 1 MiB; read only where it is shown. */
  @Column('bytea', { nullable: true, select: false })
  image?: Buffer | null;

  /** SHA-256 of the image in hexadecimal digits. A trigger sets it. */
  @Column({ type: 'text', name: 'image_digest', nullable: true, insert: false, update: false })
  imageDigest!: string | null;

  @VirtualColumn('integer', { query: (alias) => `octet_length(${alias}.image)` })
  imageBytes!: number | null;

  @Reference(() => ProgramCertificate, 'program_certificate_id', 'signatory_program_certificate_fk', {
    nullable: false,
    onDelete: 'CASCADE',
  })
  programCertificate?: Relation<ProgramCertificate>;
}
