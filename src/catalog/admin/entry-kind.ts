import type { Type } from '@nestjs/common';
import type { EntityManager, FindOptionsRelations } from 'typeorm';
import type { CatalogEntry } from '../entities/catalog-entry.js';

/** The administration of one kind of catalog entries: its names, its classes, and how to read and describe it. */
export interface EntryKind<
  Entry extends CatalogEntry = CatalogEntry,
  Body extends object = object,
  Answer extends object = object,
> {
  /** Singular with its article, such as `an organization`. */
  readonly one: string;
  readonly many: string;
  /** A uuid for the documentation. */
  readonly example: string;
  /** One more sentence for the description of a change. */
  readonly note?: string;
  readonly entity: Type<Entry>;
  /** The relations that answers need. */
  readonly relations?: FindOptionsRelations<Entry>;
  readonly body: Type<Body>;
  readonly answer: Type<Answer>;
  readonly listEnvelope: Type<object>;

  /** The answers for some entries, in their order. Reads the links of all entries with one query a table. */
  answersOf(entries: readonly Entry[], manager: EntityManager): Answer[] | Promise<Answer[]>;

  /**
   * The entry as a catalog description, in the terms of the Discovery API.
   * @throws ValidationError when the body refers to an unknown entry that the description needs
   */
  describe(uuid: string, body: Body, manager: EntityManager): object | Promise<object>;
}

/** Uuids in the form in which a description refers to entries. */
export function references(uuids: readonly string[]): { uuid: string }[] {
  return uuids.map((uuid) => ({ uuid }));
}
