import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CatalogDescription } from '../description/catalog-description.js';
import { CatalogService } from '../catalog.service.js';
import { Config } from '../../config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { type Problem, readDescription } from '../../platform/validation/index.js';
import { NotFoundError, ValidationError } from '../../platform/errors/index.js';
import { readList, type ListQuery } from '../../platform/lists/index.js';
import { requireMatch } from '../../platform/http/index.js';
import type { EntryKind } from './entry-kind.js';

/** Single entries of the catalog, for installations without a Discovery service. Answers are JSON text. */
@Injectable()
export class CatalogEntriesService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly catalog: CatalogService,
  ) {}

  /** A list of the entries of one kind. @param address the request's path and query, for the links to other pages */
  list(kind: EntryKind, { page }: ListQuery, address: string): Promise<string> {
    const { manager } = this.database;
    return readList(
      manager.getRepository(kind.entity),
      { relations: kind.relations, order: { id: 'ASC' } },
      { publicUrl: this.config.publicUrl, address, page },
      (entries) => kind.answersOf(entries, manager),
    );
  }

  /** @throws NotFoundError */
  async read(kind: EntryKind, uuid: string): Promise<string> {
    const json = await find(this.database.manager, kind, uuid);
    if (json === undefined) throw new NotFoundError('The catalog has no such entry.');
    return json;
  }

  /** Creates or changes the entry as the body says. @throws ValidationError, PreconditionFailedError */
  async replace(kind: EntryKind, uuid: string, body: object, ifMatch: string | undefined): Promise<string> {
    return this.database.transaction(async (transaction) => {
      const { manager } = transaction;
      await this.catalog.lock(transaction);
      requireMatch(ifMatch, await find(manager, kind, uuid));
      const described = await kind.describe(uuid, body, manager);
      await this.catalog.apply(transaction, await this.requireSound(transaction, described));
      return (await find(manager, kind, uuid))!;
    });
  }

  /** @throws ValidationError with the body's names of fields */
  private async requireSound(transaction: Transaction, description: object): Promise<CatalogDescription> {
    const { value, problems } = readDescription(CatalogDescription, description, 'refuse');
    if (problems.length === 0) problems.push(...(await this.catalog.findProblems(transaction, value)));
    if (problems.length > 0) throw new ValidationError(fieldErrors(problems));
    return value;
  }
}

async function find(manager: EntityManager, kind: EntryKind, uuid: string): Promise<string | undefined> {
  const entries = await manager.find(kind.entity, { where: { uuid }, relations: kind.relations });
  const [answer] = await kind.answersOf(entries, manager);
  return answer && JSON.stringify(answer);
}

/** Fields that the body names differently from the description. */
const FIELDS: Readonly<Record<string, string>> = { type_attrs: 'type_slug', courses: 'course_runs' };

/** A problem at `pathways[0].programs[1].uuid` belongs to the field `programs`. */
function fieldErrors(problems: readonly Problem[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const { path, message } of problems) {
    const within = path.replace(/^courses\[0\]\.course_runs\[0\]\.|^\w+\[0\]\./, '');
    const [name = ''] = within.split(/[.[]/);
    const words = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    (errors[FIELDS[name] ?? name] ??= []).push(words);
  }
  return errors;
}
