import type { Transaction } from '../../platform/database/index.js';
import { changed, issued, type StatusChange } from '../credential-events.js';
import type { WatchedContents } from '../content-changes.js';
import type { PlannedChange } from './bulk-planner.js';
import {
  changeCredentials,
  type CredentialKey,
  findByKeys,
  findProgramCredentials,
  insertCredentials,
  type KeyedCredential,
  lockCredentials,
  setManyAttributes,
  takeTurn,
} from './bulk.sql.js';
import { keyOf, wavesOf } from './waves.js';

/** Others may create and remove the same credentials meanwhile; more often than this it is no accident. */
const MOST_TRIALS = 5;

/** Carries out planned changes in a transaction. */
export class BulkChanges {
  /** The credentials that there are, locked, by `keyOf`. */
  private readonly stored = new Map<string, KeyedCredential>();
  private readonly published: StatusChange[] = [];

  /** @param watched looks at each credential that is locked, before it is changed */
  constructor(
    private readonly transaction: Transaction,
    private readonly watched: WatchedContents | undefined,
  ) {}

  /** @returns the changes of a status, in their order */
  async carryOut(changes: readonly PlannedChange[]): Promise<readonly StatusChange[]> {
    const holders = await this.lock(changes);
    const real = changes.filter(({ status }) => status !== undefined);
    for (const wave of wavesOf(real, holders)) await this.carryOutWave(wave);
    return this.published;
  }

  /** The id of a credential that was carried out. */
  idOf(key: CredentialKey): number | undefined {
    return this.stored.get(keyOf(key))?.id;
  }

  /**
   * Locks as a single award does: the course credentials first, then all program credentials of their learners, each in id
   * order. See "Locks" in docs/credentials.md.
   * @returns the learners who have awarded program credentials
   */
  private async lock(changes: readonly PlannedChange[]): Promise<ReadonlySet<number>> {
    const found = await this.find(changes);
    await this.lockAll(found.filter(({ kind }) => kind === 'course-run'));
    const courses = changes.filter(({ kind }) => kind === 'course-run');
    const learners = [...new Set(courses.map(({ userId }) => userId))];
    const held = learners.length > 0 ? await this.transaction.run(findProgramCredentials, [learners]) : [];
    const programs = [...held, ...found.filter(({ kind }) => kind === 'program')];
    if (new Set(programs.map(({ userId }) => userId)).size > 1) await this.transaction.run(takeTurn, []);
    await this.lockAll(programs);
    return new Set(held.map(({ userId }) => userId));
  }

  private async find(keys: readonly CredentialKey[]) {
    const different = [...new Map(keys.map((key) => [keyOf(key), key])).values()];
    return different.length > 0 ? this.transaction.run(findByKeys, columnsOf(different)) : [];
  }

  private async lockAll(credentials: readonly { readonly id: number }[]): Promise<void> {
    const ids = [...new Set(credentials.map(({ id }) => id))];
    if (ids.length === 0) return;
    for (const credential of await this.transaction.run(lockCredentials, [ids])) {
      this.stored.set(keyOf(credential), credential);
    }
    await this.watched?.look(ids);
  }

  private async carryOutWave(wave: readonly PlannedChange[]): Promise<void> {
    await this.change(wave.filter((change) => this.stored.has(keyOf(change))));
    let missing = wave.filter((change) => change.issue !== undefined && !this.stored.has(keyOf(change)));
    for (let trial = 1; missing.length > 0; trial += 1) {
      if (trial > MOST_TRIALS) throw new Error('Credentials vanished while they were created');
      await this.insert(missing);
      missing = missing.filter((change) => !this.stored.has(keyOf(change)));
      // Another transaction has created them, and has committed.
      await this.lockAll(await this.find(missing));
      await this.change(missing.filter((change) => this.stored.has(keyOf(change))));
      missing = missing.filter((change) => !this.stored.has(keyOf(change)));
    }
    await this.setAttributes(wave);
  }

  private async change(changes: readonly PlannedChange[]): Promise<void> {
    if (changes.length === 0) return;
    const credentials = changes.map((change) => this.stored.get(keyOf(change))!);
    const rows = await this.transaction.run(changeCredentials, [
      credentials.map(({ id }) => id),
      changes.map(({ status }) => status!),
      changes.map(({ issue }) => issue !== undefined),
      changes.map(dateOverrideOf),
    ]);
    const numbers = new Map(rows.map(({ id, change }) => [id, change]));
    for (const [place, { status }] of changes.entries()) {
      const credential = credentials[place]!;
      if (credential.status === status) continue;
      this.published.push(changed(credential, status!, numbers.get(credential.id)!));
      this.stored.set(keyOf(credential), {
        ...credential,
        status: status!,
        everAwarded: credential.everAwarded || status === 'awarded',
      });
    }
  }

  private async insert(changes: readonly PlannedChange[]): Promise<void> {
    const rows = await this.transaction.run(insertCredentials, [
      ...columnsOf(changes),
      changes.map(({ status }) => status!),
      changes.map(dateOverrideOf),
    ]);
    for (const credential of rows) {
      this.stored.set(keyOf(credential), credential);
      this.published.push(issued(credential));
    }
  }

  private async setAttributes(wave: readonly PlannedChange[]): Promise<void> {
    const attributes = wave.flatMap((change) =>
      (change.issue?.attributes ?? []).map(({ name, value }) => ({ id: this.idOf(change)!, name, value })),
    );
    if (attributes.length === 0) return;
    await this.transaction.run(setManyAttributes, [
      attributes.map(({ id }) => id),
      attributes.map(({ name }) => name),
      attributes.map(({ value }) => value),
    ]);
  }
}

function columnsOf(keys: readonly CredentialKey[]) {
  const ofKind = (wanted: CredentialKey['kind']) =>
    keys.map(({ kind, certificateId }) => (kind === wanted ? certificateId : null));
  return [keys.map(({ userId }) => userId), ofKind('program'), ofKind('course-run')] as [
    number[],
    (number | null)[],
    (number | null)[],
  ];
}

/** Programs have none. */
function dateOverrideOf({ kind, issue }: PlannedChange): string | null {
  return kind === 'program' ? null : (issue?.date_override?.date ?? null);
}
