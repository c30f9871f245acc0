import { Injectable } from '@nestjs/common';
import { CatalogDescription } from '../description/catalog-description.js';
import { CatalogService } from '../catalog.service.js';
import { Config } from '../../config/index.js';
import { Database, type StatementRunner, type Transaction } from '../../platform/database/index.js';
import { type Problem, readDescription } from '../../platform/validation/index.js';
import { NotFoundError, ValidationError } from '../../platform/errors/index.js';
import type { PageQuery } from '../../platform/lists/index.js';
import { requireMatch } from '../../platform/http/index.js';
import type { EntryStatements } from './catalog-entry.sql.js';
import type { Describe } from './describe-entry.js';

/** Entries of the catalog one by one, for installations without a Discovery service. Answers are JSON text. */
@Injectable()
export class CatalogEntriesService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly catalog: CatalogService,
  ) {}

  /** A page of the entries of one kind. @param address the request's path and query, for the links to other pages */
  list(entry: EntryStatements, { page }: PageQuery, address: string): Promise<string> {
    return entry.list.read(this.database, { publicUrl: this.config.publicUrl, address, page }, {});
  }

  /** @throws NotFoundError */
  async read(entry: EntryStatements, uuid: string): Promise<string> {
    const json = await find(this.database, entry, uuid);
    if (json === undefined) throw new NotFoundError('The catalog has no such entry.');
    return json;
  }

  /** Makes the entry what the description says. @throws ValidationError, PreconditionFailedError */
  async replace(
    entry: EntryStatements,
    uuid: string,
    describe: Describe,
    ifMatch: string | undefined,
  ): Promise<string> {
    return this.database.transaction(async (transaction) => {
      await this.catalog.lock(transaction);
      requireMatch(ifMatch, await find(transaction, entry, uuid));
      await this.catalog.apply(transaction, await this.check(transaction, await describe(transaction)));
      return (await find(transaction, entry, uuid))!;
    });
  }

  private async check(transaction: Transaction, description: object): Promise<CatalogDescription> {
    const { value, problems } = readDescription(CatalogDescription, description, 'refuse');
    if (problems.length === 0) problems.push(...(await this.catalog.problems(transaction, value)));
    if (problems.length > 0) throw new ValidationError(fieldErrors(problems));
    return value;
  }
}

async function find(
  runner: StatementRunner,
  entry: EntryStatements,
  uuid: string,
): Promise<string | undefined> {
  const [row] = await runner.run(entry.read, [uuid]);
  return row?.json;
}

/** Where the body calls a field otherwise than the description. */
const FIELDS: Readonly<Record<string, string>> = { type_attrs: 'type_slug', courses: 'course_runs' };

/** `pathways[0].programs[1].uuid` is a problem of the field `programs`. */
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
