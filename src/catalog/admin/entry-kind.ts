import type { Type } from '@nestjs/common';
import type { EntityManager, FindOptionsRelations } from 'typeorm';
import type { CatalogEntry } from '../entities/catalog-entry.js';

/** The administration of one kind of catalog entries: its words, its classes, and how it is read and described. */
export interface EntryKind<
  Entry extends CatalogEntry = CatalogEntry,
  Body extends object = object,
  Answer extends object = object,
> {
  /** Singular with its article, such as `an organization`. */
  readonly one: string;
  readonly many: string;
  /** A sentence more for the description of a change. */
  readonly note?: string;
  readonly entity: Type<Entry>;
  /** Relations that the answers need of each entry. */
  readonly relations?: FindOptionsRelations<Entry>;
  readonly body: Type<Body>;
  readonly answer: Type<Answer>;
  readonly listEnvelope: Type<object>;

  /** The answers for some entries, in the order of the entries; links of all entries come with one query a table. */
  answersOf(entries: readonly Entry[], manager: EntityManager): Answer[] | Promise<Answer[]>;

  /**
   * The entry as a catalog description, in the words of the Discovery API.
   * @throws ValidationError when the body refers to an entry without which there is no description
   */
  describe(uuid: string, body: Body, manager: EntityManager): object | Promise<object>;
}

/** Uuids as a description refers to entries. */
export function references(uuids: readonly string[]): { uuid: string }[] {
  return uuids.map((uuid) => ({ uuid }));
}
