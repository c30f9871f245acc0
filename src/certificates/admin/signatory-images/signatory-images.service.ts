import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../../platform/database/index.js';
import { NotFoundError } from '../../../platform/errors/index.js';
import { requireMatch, uuidParam } from '../../../platform/http/index.js';
import type { SignatoryImageAnswer } from '../program-certificates.dto.js';
import type { CheckedImage } from './checked-image.js';
import { type ImageRow, lockImage, readImage, writeImage } from './signatory-image.sql.js';

/** Scanned signatures. */
@Injectable()
export class SignatoryImagesService {
  constructor(private readonly database: Database) {}

  /** @throws NotFoundError */
  async read(program: string, position: string): Promise<{ type: string; image: Buffer }> {
    const [row] = await this.database.run(readImage, key(program, position));
    const { type = null, image = null } = row ?? {};
    if (type === null || image === null) throw new NotFoundError('There is no such image.');
    return { type, image };
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async write(
    program: string,
    position: string,
    { type, content }: CheckedImage,
    ifMatch: string | undefined,
  ): Promise<SignatoryImageAnswer> {
    const [row] = await this.change(program, position, ifMatch, (transaction, { id }) =>
      transaction.run(writeImage, [id, type, content]),
    );
    return { content_type: type, size: content.length, updated_at: row!.updated_at };
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async remove(program: string, position: string, ifMatch: string | undefined): Promise<void> {
    await this.change(program, position, ifMatch, (transaction, { id, image }) => {
      if (image === null) throw new NotFoundError('There is no such image.');
      return transaction.run(writeImage, [id, null, null]);
    });
  }

  private change<T>(
    program: string,
    position: string,
    ifMatch: string | undefined,
    work: (transaction: Transaction, row: ImageRow) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (transaction) => {
      const [row] = await transaction.run(lockImage, key(program, position));
      if (row === undefined) throw new NotFoundError('No Signatory matches the given query.');
      requireMatch(ifMatch, row.image ?? undefined);
      return work(transaction, row);
    });
  }
}

function key(program: string, position: string): [programUuid: string, position: number] {
  if (!/^\d{1,3}$/.test(position)) throw new NotFoundError('No Signatory matches the given query.');
  return [uuidParam(program), Number(position)];
}
