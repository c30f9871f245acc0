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
import { ProgramCertificate } from '../../entities/program-certificate.entity.js';
import { Signatory } from '../../entities/signatory.entity.js';

/** Reads, sets and removes scanned signatures. A signatory is named by program and position, from 0. */
@Injectable()
export class SignatoryImagesService implements PictureStore {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogService,
    @InjectRepository(Signatory) private readonly signatories: Repository<Signatory>,
  ) {}

  async read(place: Place): Promise<{ type: string; image: Buffer }> {
    const signatory = await find(this.signatories, ...placeOf(place));
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
      const { updatedAt } = await transaction.manager.findOneByOrFail(ProgramCertificate, {
        id: signatory.programCertificateId,
      });
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
   * The signatory. Locks its program, as each change of signatories does.
   * @throws NotFoundError, PreconditionFailedError
   */
  private async requireLocked(
    transaction: Transaction,
    place: Place,
    ifMatch: string | undefined,
  ): Promise<Signatory> {
    const [position, uuid] = placeOf(place);
    await this.catalog.lockProgram(transaction, uuid);
    const signatories = transaction.manager.withRepository(this.signatories);
    const signatory = await find(signatories, position, uuid);
    if (signatory === null) throw new NotFoundError('No Signatory matches the given query.');
    requireMatch(ifMatch, signatory.image ?? undefined);
    return signatory;
  }
}

function find(signatories: Repository<Signatory>, position: number, program: string) {
  return signatories.findOne({
    select: { id: true, programCertificateId: true, imageType: true, image: true },
    where: { position, programCertificate: { program: { uuid: program } } },
  });
}

/** A new image also changes the certificate. */
async function store(
  { manager }: Transaction,
  { id, programCertificateId }: Signatory,
  image: Pick<Signatory, 'imageType' | 'image'>,
): Promise<void> {
  await manager.update(Signatory, id, image);
  await manager.update(ProgramCertificate, programCertificateId, { modified: () => 'now()' });
}

function placeOf({
  program_uuid: program = '',
  position: text = '',
}: Place): [position: number, program: string] {
  const position = parseNumber(text, 3);
  if (position === undefined) throw new NotFoundError('No Signatory matches the given query.');
  return [position, requireUuid(program)];
}
