import { Database } from '../../src/platform/database/index.js';
import { currentOrigin, type Origin } from '../../src/platform/telemetry/index.js';

export interface Watch {
  /** In the order of their begins. */
  readonly transactions: readonly Origin[];
  /** Of single statements. */
  readonly writes: readonly Origin[];
  stop(): void;
}

const WRITES = /\b(insert into|update|delete from)\b/i;

/** Notes every later use of a `Database` in this process and its origin. */
export function watchOrigins(): Watch {
  const transactions: Origin[] = [];
  const writes: Origin[] = [];
  const { transaction, run } = Database.prototype;
  Database.prototype.transaction = function (work, options) {
    const noted: typeof work = (opened) => {
      transactions.push(originOf(opened.origin));
      return work(opened);
    };
    return transaction.call(this, noted, options) as ReturnType<typeof work>;
  };
  Database.prototype.run = function (...parameters) {
    if (WRITES.test(parameters[0].text)) writes.push(originOf(currentOrigin()));
    return run.apply(this, parameters) as never;
  };
  const stop = () => Object.assign(Database.prototype, { transaction, run });
  return { transactions, writes, stop };
}

/** A copy, since the caller of a request changes; without what else its context holds. */
function originOf({ requestId, caller }: Origin): Origin {
  return { requestId, caller };
}
