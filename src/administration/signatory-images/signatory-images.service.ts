import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/index.js';
import { NotFoundError, requireMatch } from '../../platform/http/index.js';
import type { SignatoryImageAnswer } from '../program-certificates/program-certificates.dto.js';
import { uuidParam } from '../uuid-param.js';
import type { CheckedImage } from './checked-image.js';
import { type ImageRow, lockImage, readImage, writeImage } from './signatory-image.query.js';

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
    const [row] = await this.change(program, position, ifMatch, (tx, { id }) =>
      tx.run(writeImage, [id, type, content]),
    );
    return { content_type: type, size: content.length, updated_at: row!.updated_at };
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async remove(program: string, position: string, ifMatch: string | undefined): Promise<void> {
    await this.change(program, position, ifMatch, (tx, { id, image }) => {
      if (image === null) throw new NotFoundError('There is no such image.');
      return tx.run(writeImage, [id, null, null]);
    });
  }

  private change<T>(
    program: string,
    position: string,
    ifMatch: string | undefined,
    work: (tx: Transaction, row: ImageRow) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.run(lockImage, key(program, position));
      if (row === undefined) throw new NotFoundError('No Signatory matches the given query.');
      requireMatch(ifMatch, row.image ?? undefined);
      return work(tx, row);
    });
  }
}

function key(program: string, position: string): [programUuid: string, position: number] {
  if (!/^\d{1,3}$/.test(position)) throw new NotFoundError('No Signatory matches the given query.');
  return [uuidParam(program), Number(position)];
}
