import { currentOrigin, type OriginCaller } from '../telemetry/index.js';

/** The setting of a transaction from which the triggers of the audit log take who, which request and why. */
export const ORIGIN_SETTING = 'audit.origin';

/**
 * For a statement that may change an audited table outside of a transaction: SQL that sets it, within the statement. Null
 * leaves that of the transaction.
 */
export const setsOrigin = (parameter: string): string =>
  `set_config('${ORIGIN_SETTING}', coalesce(${parameter}, current_setting('${ORIGIN_SETTING}', true)), true)`;

export interface OriginDetails {
  readonly reason?: string | undefined;
  /** Keeps values that tell of people out of the log. */
  readonly forget?: boolean;
}

/**
 * The value of that setting for the work in progress, as JSON: `kind`, `id`, `name`, `request`, `reason`, `forget`. */
export function originSetting({ reason, forget }: OriginDetails = {}): string {
  const { requestId, caller } = currentOrigin();
  const { id, name } = actorOf(caller);
  return JSON.stringify({
    kind: caller.kind,
    id,
    name: clean(name),
    request: clean(requestId),
    reason: clean(reason),
    forget: forget === true ? true : undefined,
  });
}

/** Without usernames: they are looked up by id when the log is read. */
function actorOf(caller: OriginCaller): { readonly id?: number; readonly name?: string | undefined } {
  switch (caller.kind) {
    case 'user':
      return { id: caller.id, name: caller.client };
    case 'api-key':
      return { id: caller.id, name: caller.name };
    case 'sign-in':
      return { name: caller.client };
    case 'command':
      return { name: `${caller.command} (${caller.account})` };
    case 'job':
      return { name: caller.name };
    case 'anonymous':
    case 'unknown':
      return {};
  }
}

/** PostgreSQL's JSON refuses NUL and half a surrogate pair. */
function clean(text: string | undefined): string | undefined {
  return text?.replaceAll('\0', '').toWellFormed();
}
