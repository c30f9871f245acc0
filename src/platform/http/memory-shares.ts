/** Memory of all large bodies that arrive or wait: eight of the largest. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The part of it that one caller may hold. */
const MOST_BYTES_OF_CALLER = MOST_BYTES / 2;

/** A body that holds memory. */
export interface Holder {
  readonly caller: string;
  readonly bytesPerMs: number;
  /** Refuses the body, which releases its memory. */
  giveUp(): void;
}

/**
 * Who holds how much of a limited memory. Where it does not suffice, the slowest other body that is still arriving makes
 * room: its caller may have stopped sending. A body that has arrived keeps its memory until it is released.
 */
export class MemoryShares {
  private readonly held = new Map<Holder, number>();
  private readonly ofCaller = new Map<string, number>();
  private readonly arriving = new Set<Holder>();
  private total = 0;

  /** May make other holders give up, or this one where there is no other: then it is false. */
  take(holder: Holder, bytes: number): boolean {
    this.arriving.add(holder);
    this.add(holder, bytes);
    while (this.ofOne(holder.caller) > MOST_BYTES_OF_CALLER && this.arriving.has(holder))
      this.makeRoom(holder, ({ caller }) => caller === holder.caller);
    while (this.total > MOST_BYTES && this.arriving.has(holder)) this.makeRoom(holder, () => true);
    return this.arriving.has(holder);
  }

  /** The body has arrived. */
  settle(holder: Holder): void {
    this.arriving.delete(holder);
  }

  release(holder: Holder): void {
    this.arriving.delete(holder);
    this.add(holder, -(this.held.get(holder) ?? 0));
    this.held.delete(holder);
    if (this.ofOne(holder.caller) === 0) this.ofCaller.delete(holder.caller);
  }

  private ofOne(caller: string): number {
    return this.ofCaller.get(caller) ?? 0;
  }

  private add(holder: Holder, bytes: number): void {
    this.total += bytes;
    this.held.set(holder, (this.held.get(holder) ?? 0) + bytes);
    this.ofCaller.set(holder.caller, this.ofOne(holder.caller) + bytes);
  }

  private makeRoom(taker: Holder, isMeant: (holder: Holder) => boolean): void {
    let slowest: Holder | undefined;
    for (const holder of this.arriving) {
      if (holder === taker || !isMeant(holder)) continue;
      if (slowest === undefined || holder.bytesPerMs < slowest.bytesPerMs) slowest = holder;
    }
    (slowest ?? taker).giveUp();
  }
}
