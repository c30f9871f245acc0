import type { Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Database, Transaction } from '../database/index.js';
import { NotFoundError } from '../errors/index.js';
import { requireMatch } from '../http/index.js';
import type { CheckedImage } from '../images/index.js';
import type { OwnedPicture } from './owned-picture.js';
import type { PictureAnswer } from './picture.answer.js';
import { NO_PICTURE, type PictureStore, type Place } from './picture-store.js';

/**
 * Reads, sets and removes the pictures of one table. An owner's picture was uploaded, or fetched from an address. A
 * fetched one never replaces an uploaded one.
 */
export abstract class OwnedPictures<Row extends OwnedPicture> implements PictureStore {
  protected constructor(
    protected readonly database: Database,
    private readonly entity: Type<Row>,
  ) {}

  /** The owner's id. In a transaction it locks the owner against other changes. @throws NotFoundError */
  protected abstract requireOwner(place: Place, transaction?: Transaction): Promise<number>;

  /** Runs in each transaction that changes a picture. */
  protected changed?(transaction: Transaction): void;

  async read(place: Place): Promise<{ readonly type: string; readonly image: Buffer }> {
    const stored = await this.findRow(this.database.manager, await this.requireOwner(place));
    if (stored === null) throw new NotFoundError(NO_PICTURE);
    return { type: stored.imageType, image: stored.image };
  }

  async write(place: Place, image: CheckedImage, ifMatch: string | undefined): Promise<PictureAnswer> {
    return this.database.transaction(async (transaction) => {
      const ownerId = await this.requireOwner(place, transaction);
      const stored = await this.findRow(transaction.manager, ownerId);
      requireMatch(ifMatch, stored?.image);
      const isSame =
        stored?.sourceUrl === null && stored.imageType === image.type && stored.image.equals(image.content);
      if (!isSame) await this.store(transaction, ownerId, image, null);
      const { updatedAt } = (await this.findRow(transaction.manager, ownerId))!;
      return { content_type: image.type, size: image.content.length, updated_at: updatedAt };
    });
  }

  async remove(place: Place, ifMatch: string | undefined): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const ownerId = await this.requireOwner(place, transaction);
      const stored = await this.findRow(transaction.manager, ownerId);
      requireMatch(ifMatch, stored?.image);
      if (stored === null) throw new NotFoundError(NO_PICTURE);
      await transaction.manager.delete(this.entity, { ownerId });
      this.changed?.(transaction);
    });
  }

  /** Stores what was fetched, unless one was uploaded meanwhile. The owner is locked. @returns whether it is stored */
  protected async storeFetched(
    transaction: Transaction,
    ownerId: number,
    image: CheckedImage,
    sourceUrl: string,
  ): Promise<boolean> {
    const stored = await this.findRow(transaction.manager, ownerId);
    if (stored?.sourceUrl === null) return false;
    await this.store(transaction, ownerId, image, sourceUrl);
    return true;
  }

  private findRow(manager: EntityManager, ownerId: number): Promise<Row | null> {
    return manager
      .createQueryBuilder(this.entity, 'picture')
      .addSelect('picture.image')
      .where('picture.ownerId = :ownerId', { ownerId })
      .getOne();
  }

  private async store(
    transaction: Transaction,
    ownerId: number,
    { type, content }: CheckedImage,
    sourceUrl: string | null,
  ): Promise<void> {
    const row = { ownerId, imageType: type, image: content, sourceUrl, modified: () => 'now()' };
    await transaction.manager.upsert(
      this.entity,
      row as Parameters<typeof transaction.manager.upsert<Row>>[1],
      ['ownerId'],
    );
    this.changed?.(transaction);
  }
}
