import { Check, Column, Entity, Index, type Relation, Unique, VirtualColumn } from 'typeorm';
import { CourseCertificate } from './course-certificate.entity.js';
import { ProgramCertificate } from './program-certificate.entity.js';
import { IdColumn, Reference } from '../../platform/database/index.js';

/** A person who signs a certificate, of a program or of a course run. */
@Entity('signatory')
@Unique('signatory_position_uq', ['programCertificateId', 'position'])
@Index('signatory_image_digest_ix', ['imageDigest'])
@Unique('signatory_course_position_uq', ['courseCertificateId', 'position'])
@Check('signatory_certificate_ck', 'num_nonnulls(program_certificate_id, course_certificate_id) = 1')
@Check('signatory_image_ck', '(image is null) = (image_type is null)')
@Check('signatory_image_type_ck', "image_type in ('image/png', 'image/jpeg', 'image/svg+xml')")
@Check('signatory_image_size_ck', 'octet_length(image) <= 1048576')
export class Signatory {
  @IdColumn('signatory_pk')
  id!: number;

  @Column('integer', { name: 'program_certificate_id', nullable: true })
  programCertificateId!: number | null;

  @Column('integer', { name: 'course_certificate_id', nullable: true })
  courseCertificateId!: number | null;

  /** From 0, left to right on the certificate. */
  @Column('integer')
  position!: number;

  @Column('varchar', { length: 255 })
  name!: string;

  @Column('varchar', { length: 255 })
  title!: string;

  /** Replaces the certificate's organizations under the name. */
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
    onDelete: 'CASCADE',
  })
  programCertificate?: Relation<ProgramCertificate> | null;

  @Reference(() => CourseCertificate, 'course_certificate_id', 'signatory_course_certificate_fk', {
    onDelete: 'CASCADE',
  })
  courseCertificate?: Relation<CourseCertificate> | null;
}
