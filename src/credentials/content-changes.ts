import type { Transaction } from '../platform/database/index.js';
import { type CredentialContent, readContents } from './content-changes.sql.js';

/** A credential whose content differs from before. */
interface ContentChange extends Pick<CredentialContent, 'id' | 'kind'> {
  /** Whether its date override is another one. */
  readonly date: boolean;
  /** Whether an attribute is new or has another value. */
  readonly attributes: boolean;
}

/** Compares what credentials say, beside their status, before and after a change. They are locked from the first look on. */
export class WatchedContents {
  private readonly before = new Map<number, CredentialContent>();

  constructor(private readonly transaction: Transaction) {}

  /** Keeps the content of credentials that are stored. A later look at the same one does not count. */
  async look(ids: readonly number[]): Promise<void> {
    const unknown = ids.filter((id) => !this.before.has(id));
    if (unknown.length === 0) return;
    for (const content of await this.transaction.run(readContents, [unknown])) {
      this.before.set(content.id, content);
    }
  }

  /** Those that differ now, in the order of their ids. */
  async changes(): Promise<ContentChange[]> {
    if (this.before.size === 0) return [];
    const now = await this.transaction.run(readContents, [[...this.before.keys()]]);
    return now.flatMap(({ id, kind, dateOverride, attributes }) => {
      const before = this.before.get(id)!;
      const change = {
        id,
        kind,
        date: dateOverride !== before.dateOverride,
        attributes: attributes !== before.attributes,
      };
      return change.date || change.attributes ? [change] : [];
    });
  }
}
