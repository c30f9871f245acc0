import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { Config } from '../../../config/index.js';
import { Database, type StatementRunner, type Transaction } from '../../../platform/database/index.js';
import {
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
  ValidationError,
} from '../../../platform/errors/index.js';
import { readList } from '../../../platform/lists/index.js';
import {
  ApiKey,
  drawApiKey,
  insertKeyUser,
  judgeExpiry,
  nameOrganizations,
  USUAL_LIFE_DAYS,
} from '../../api-keys/index.js';
import { keyUsername, parsePermission, type Permission, type Principal } from '../../users/index.js';
import { answersOf } from './api-key-answers.js';
import { type ApiKeyReach, isWithin, mayBeUnlimited, rightBeyondKey } from './api-key.policy.js';
import { requireOrganizations, requirePrograms, requireScope } from './api-key-scope.js';
import {
  type ApiKeyAnswer,
  type ApiKeyBody,
  type ChangeApiKeyBody,
  type NewApiKeyAnswer,
  NO_PERMISSION,
} from './api-keys.dto.js';

export const NO_SUCH_KEY = 'No ApiKey matches the given query.';

const DAY_MS = 86_400_000;

const WITH_MAKER = { relations: { createdBy: true } } as const;

/** Makes, lists, changes and revokes API keys. Without a caller the command line acts, which may do all. */
@Injectable()
export class ApiKeysService {
  private readonly logger = new Logger(ApiKeysService.name);

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    @InjectRepository(ApiKey) private readonly table: Repository<ApiKey>,
  ) {}

  /** A page of the keys as JSON text. @param address the request's path and query, for the links to other pages */
  list(page: string | undefined, address: string): Promise<string> {
    return readList(
      this.table,
      { ...WITH_MAKER, order: { userId: 'ASC' } },
      { publicUrl: this.config.publicUrl, address, page },
      (keys) => answersOf(this.table.manager, keys, (uuids) => namesOf(this.database, uuids)),
    );
  }

  /** All keys, the oldest first. */
  async all(): Promise<ApiKeyAnswer[]> {
    const keys = await this.table.find({ ...WITH_MAKER, order: { userId: 'ASC' } });
    return answersOf(this.table.manager, keys, (uuids) => namesOf(this.database, uuids));
  }

  /** @throws NotFoundError */
  async read(id: string): Promise<ApiKeyAnswer> {
    return answerOf(this.table.manager, this.database, await requireKey(this.table.manager, id));
  }

  /**
   * Makes a key; its text is in this answer only.
   * @param options `keyId`: its id, without it one is drawn
   * @throws ValidationError, PermissionDeniedError
   */
  async create(
    caller: Principal | undefined,
    body: ApiKeyBody,
    { dryRun = false, keyId: wantedId }: { readonly dryRun?: boolean; readonly keyId?: string } = {},
  ): Promise<NewApiKeyAnswer> {
    const { programs = [], organizations = [], unlimited = false } = body;
    const made = await this.database.transaction(
      async (transaction) => {
        const permissions = readPermissions(body.permissions);
        requireScope({ programs, organizations, unlimited });
        const wanted = {
          permissions,
          programs: await requirePrograms(transaction, programs),
          organizations: await requireOrganizations(transaction, organizations),
          unlimited,
        };
        requireRights(caller, [], wanted);
        const { time } = await requireExpiry(transaction, body.expires_at ?? inDays(USUAL_LIFE_DAYS), null);
        const { keyId, digest, text } = drawApiKey(wantedId);
        const [user] = await transaction.run(insertKeyUser, [keyUsername(keyId)]);
        const row = { userId: user!.id, keyId, digest, name: body.name, expiresAt: time };
        await transaction.manager.insert(ApiKey, { ...row, ...wanted, createdById: caller?.id ?? null });
        const key = await requireKey(transaction.manager, keyId);
        return {
          userId: user!.id,
          answer: Object.assign(await answerOf(transaction.manager, transaction, key), { key: text }),
        };
      },
      { dryRun },
    );
    if (!dryRun) this.logger.log({ message: 'An API key was made', user: made.userId, by: caller?.id });
    return made.answer;
  }

  /**
   * Changes a key. It counts from the next request on.
   * @throws NotFoundError, ConflictError, ValidationError, PermissionDeniedError
   */
  async change(caller: Principal | undefined, id: string, body: ChangeApiKeyBody): Promise<ApiKeyAnswer> {
    return this.database.transaction(async (transaction) => {
      const { manager } = transaction;
      const before = await lockKey(transaction, id);
      if (before.revokedAt !== null) throw new ConflictError('The key is revoked. Make a new one.');
      const old = reachOf(before);
      const wanted = await wantedReach(transaction, old, body);
      const expiry =
        body.expires_at === undefined
          ? { time: before.expiresAt, isLater: false }
          : await requireExpiry(transaction, body.expires_at, before.expiresAt);
      const keeps = !before.isExpired && !expiry.isLater && isWithin(wanted, old);
      if (old.unlimited && !mayBeUnlimited(caller)) throw unlimitedDenied();
      requireRights(caller, keeps ? old.permissions : [], wanted);
      const { name = before.name } = body;
      await manager.update(ApiKey, before.userId, { ...wanted, name, expiresAt: expiry.time });
      transaction.afterCommit(() => {
        this.logger.log({ message: 'An API key was changed', user: before.userId, by: caller?.id });
      });
      return answerOf(manager, transaction, await requireKey(manager, id));
    });
  }

  /** Ends a key at once, in every process. Once more it changes nothing. @throws NotFoundError */
  async revoke(caller: Principal | undefined, id: string, { dryRun = false } = {}): Promise<ApiKeyAnswer> {
    return this.database.transaction(
      async (transaction) => {
        const { manager } = transaction;
        const before = await lockKey(transaction, id);
        if (before.revokedAt === null) {
          await manager.update(ApiKey, before.userId, { revokedAt: () => 'now()' });
          transaction.afterCommit(() => {
            this.logger.log({ message: 'An API key was revoked', user: before.userId, by: caller?.id });
          });
        }
        return answerOf(manager, transaction, await requireKey(manager, id));
      },
      { dryRun },
    );
  }
}

/** The time so many days from now. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

function unlimitedDenied(): PermissionDeniedError {
  return new PermissionDeniedError(
    'Only a superuser may make or change an API key without a scope.',
    'superuser',
  );
}

/** @throws PermissionDeniedError naming a right that the caller would give without having it */
function requireRights(
  caller: Principal | undefined,
  kept: readonly Permission[],
  { permissions, unlimited }: ApiKeyReach,
): void {
  if (unlimited && !mayBeUnlimited(caller)) throw unlimitedDenied();
  const beyond = rightBeyondKey(caller, kept, permissions);
  if (beyond !== undefined)
    throw new PermissionDeniedError(`You do not have the right ${beyond}, so you cannot give it.`, beyond);
}

/** @throws ValidationError for none */
function readPermissions(names: readonly string[]): Permission[] {
  const permissions = new Set(names.flatMap((name) => parsePermission(name) ?? []));
  if (permissions.size === 0) throw new ValidationError({ permissions: [NO_PERMISSION] });
  return [...permissions].sort();
}

function reachOf({ permissions, programs, organizations, unlimited }: ApiKey): ApiKeyReach {
  return { permissions: permissions as Permission[], programs, organizations, unlimited };
}

/** The reach of a key after a change. A scope that is named ends an unlimited one, and the other way round. */
async function wantedReach(
  transaction: Transaction,
  old: ApiKeyReach,
  { permissions, programs, organizations, unlimited: said }: ChangeApiKeyBody,
): Promise<{ permissions: Permission[]; programs: string[]; organizations: string[]; unlimited: boolean }> {
  const isNamed = [...(programs ?? []), ...(organizations ?? [])].length > 0;
  const unlimited = said ?? (isNamed ? false : old.unlimited);
  const kept = unlimited ? { programs: [], organizations: [] } : old;
  const wanted = {
    permissions: permissions === undefined ? [...old.permissions] : readPermissions(permissions),
    programs:
      programs === undefined
        ? [...kept.programs]
        : await requirePrograms(transaction, programs, old.programs),
    organizations:
      organizations === undefined
        ? [...kept.organizations]
        : await requireOrganizations(transaction, organizations, old.organizations),
    unlimited,
  };
  requireScope(wanted);
  return wanted;
}

/** @throws ValidationError for a time that is past, or too far ahead */
async function requireExpiry(
  transaction: Transaction,
  text: string,
  before: Date | null,
): Promise<{ time: Date; isLater: boolean }> {
  const [judged] = await transaction.run(judgeExpiry, [text, before]);
  const { time, isPast, isFar, isLater } = judged!;
  if (isPast && isLater) throw new ValidationError({ expires_at: ['It is past.'] });
  if (isFar) throw new ValidationError({ expires_at: ['It is more than two years ahead.'] });
  return { time, isLater };
}

async function lockKey({ manager }: Transaction, id: string): Promise<ApiKey> {
  await manager.findOne(ApiKey, { where: { keyId: id }, lock: { mode: 'for_no_key_update' } });
  return requireKey(manager, id);
}

async function requireKey(manager: EntityManager, id: string): Promise<ApiKey> {
  const key = await manager.findOne(ApiKey, { ...WITH_MAKER, where: { keyId: id } });
  if (key === null) throw new NotFoundError(NO_SUCH_KEY);
  return key;
}

async function answerOf(manager: EntityManager, runner: StatementRunner, key: ApiKey): Promise<ApiKeyAnswer> {
  const [answer] = await answersOf(manager, [key], (uuids) => namesOf(runner, uuids));
  return answer!;
}

async function namesOf(runner: StatementRunner, uuids: readonly string[]): Promise<Map<string, string>> {
  const rows = await runner.run(nameOrganizations, [uuids]);
  return new Map(rows.map(({ uuid, key }) => [uuid, key]));
}
