import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { CatalogService } from '../../../catalog/index.js';
import { Database, type Transaction } from '../../../platform/database/index.js';
import { NotFoundError } from '../../../platform/errors/index.js';
import { parseNumber } from '../../../platform/text/index.js';
import { requireMatch, requireUuid } from '../../../platform/http/index.js';
import type { CheckedImage } from '../../../platform/images/index.js';
import {
  NO_PICTURE,
  type PictureAnswer,
  type PictureStore,
  type Place,
} from '../../../platform/pictures/index.js';
import { CourseCertificate } from '../../entities/course-certificate.entity.js';
import { ProgramCertificate } from '../../entities/program-certificate.entity.js';
import { Signatory } from '../../entities/signatory.entity.js';
import { type CertificateAddress, lockCourseCertificate, signatoriesAt } from '../certificate-address.js';

/** Reads, sets and removes scanned signatures. A signatory is named by certificate and position, from 0. */
@Injectable()
export class SignatoryImagesService implements PictureStore {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogService,
    @InjectRepository(Signatory) private readonly signatories: Repository<Signatory>,
  ) {}

  async read(place: Place): Promise<{ type: string; image: Buffer }> {
    const signatory = await find(this.signatories, requirePosition(place), certificateAt(place));
    const { imageType: type = null, image = null } = signatory ?? {};
    if (type === null || image === null) throw new NotFoundError(NO_PICTURE);
    return { type, image };
  }

  async write(
    place: Place,
    { type, content }: CheckedImage,
    ifMatch: string | undefined,
  ): Promise<PictureAnswer> {
    return this.database.transaction(async (transaction) => {
      const signatory = await this.requireLocked(transaction, place, ifMatch);
      const isSame = signatory.imageType === type && signatory.image!.equals(content);
      if (!isSame) await store(transaction, signatory, { imageType: type, image: content });
      const updatedAt = await findUpdate(transaction, signatory);
      return { content_type: type, size: content.length, updated_at: updatedAt };
    });
  }

  async remove(place: Place, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const signatory = await this.requireLocked(transaction, place, ifMatch);
      if (signatory.imageType === null) throw new NotFoundError(NO_PICTURE);
      await store(transaction, signatory, { imageType: null, image: null });
    });
  }

  /**
   * The signatory. Locks its certificate, or the program of it, as each change of signatories does.
   * @throws NotFoundError, PreconditionFailedError
   */
  private async requireLocked(
    transaction: Transaction,
    place: Place,
    ifMatch: string | undefined,
  ): Promise<Signatory> {
    const position = requirePosition(place);
    const certificate = certificateAt(place);
    if ('program' in certificate)
      await this.catalog.lockProgram(transaction, requireUuid(certificate.program));
    else await lockCourseCertificate(transaction, certificate.courseRun);
    const signatories = transaction.manager.withRepository(this.signatories);
    const signatory = await find(signatories, position, certificate);
    if (signatory === null) throw new NotFoundError('No Signatory matches the given query.');
    requireMatch(ifMatch, signatory.image ?? undefined);
    return signatory;
  }
}

function find(signatories: Repository<Signatory>, position: number, certificate: CertificateAddress) {
  return signatories.findOne({
    select: { id: true, programCertificateId: true, courseCertificateId: true, imageType: true, image: true },
    where: { position, ...signatoriesAt(certificate) },
  });
}

/** A new image also changes the certificate. */
async function store(
  { manager }: Transaction,
  { id, programCertificateId, courseCertificateId }: Signatory,
  image: Pick<Signatory, 'imageType' | 'image'>,
): Promise<void> {
  await manager.update(Signatory, id, image);
  const change = { modified: () => 'now()' };
  if (programCertificateId !== null) await manager.update(ProgramCertificate, programCertificateId, change);
  if (courseCertificateId !== null) await manager.update(CourseCertificate, courseCertificateId, change);
}

/** The time of the last change of the signatory's certificate. */
async function findUpdate(
  { manager }: Transaction,
  { programCertificateId, courseCertificateId }: Signatory,
): Promise<string> {
  const { updatedAt } =
    programCertificateId === null
      ? await manager.findOneByOrFail(CourseCertificate, { id: courseCertificateId! })
      : await manager.findOneByOrFail(ProgramCertificate, { id: programCertificateId });
  return updatedAt;
}

function certificateAt({ program_uuid: program, course_run_key: courseRun = '' }: Place): CertificateAddress {
  return program === undefined ? { courseRun } : { program };
}

function requirePosition({ position: text = '' }: Place): number {
  const position = parseNumber(text, 3);
  if (position === undefined) throw new NotFoundError('No Signatory matches the given query.');
  return position;
}
