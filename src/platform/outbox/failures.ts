/** A subscriber throws one to end its attempt. Staff see the error's message: no personal data, no secrets. */
abstract class DeliveryFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** It may work later: the delivery is tried again until its attempts are used up. */
export class TemporaryFailure extends DeliveryFailure {}

/**
 * The other side is not there, for any delivery: none is given up for that, however long it lasts, and each is tried again
 * every few minutes at the latest.
 */
export class PeerAway extends TemporaryFailure {}

/** It will never work: the delivery is given up at once. */
export class PermanentFailure extends DeliveryFailure {}

/** The delivery is no longer wanted, for instance because the change it tells of was undone. */
export class Cancelled extends DeliveryFailure {}

/**
 * It has to wait, without using up attempts: for a time, or for something that others do, who then call `outbox_wake` in
 * the database. It is not tried again before that, but at the latest after 30 days. Later events about its subject pass it.
 */
export class Waiting extends DeliveryFailure {
  /** @param until milliseconds since 1970; undefined: until it is woken */
  constructor(
    message: string,
    readonly until?: number,
  ) {
    super(message);
  }
}

const LONGEST_REASON_CHARACTERS = 500;

/** The text to keep. Other errors give only name and code: their messages may quote a row, an address or a password. */
export function reasonOf(error: unknown): string {
  if (error instanceof DeliveryFailure) return printable(error.message);
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  if (typeof name !== 'string') return 'unknown error';
  return printable(typeof code === 'string' ? `${name} (${code})` : name);
}

/** The place where an unexpected error came from, without its message. */
export function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof DeliveryFailure) return undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return frames?.join('\n');
}

function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LONGEST_REASON_CHARACTERS)
    .toWellFormed();
}
