/** Something that must stop when nobody waits for it any more, such as a statement or a place in a queue. */
export interface Stoppable {
  /** Called once, when the deadline ends. It must neither wait nor throw. */
  stop(reason: Error): void;
}

/**
 * How long somebody waits for a piece of work. It ends when the time is over, or earlier when the caller leaves. Work
 * that can wait long watches it and gives up.
 */
export class Deadline {
  private reason: Error | undefined;
  private over = false;
  /** Seldom more than one. */
  private readonly watching: Stoppable[] = [];
  private controller: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param reason makes the error that ends the work */
  static after(milliseconds: number, reason: () => Error): Deadline {
    const deadline = new Deadline();
    deadline.timer = setTimeout(() => deadline.end(reason()), milliseconds);
    return deadline;
  }

  /** Why the work must end; undefined while somebody waits for it. */
  get ended(): Error | undefined {
    return this.reason;
  }

  /** Whether the work is done. What still runs for it afterwards is nobody's wait. */
  get finished(): boolean {
    return this.over;
  }

  watch(stoppable: Stoppable): void {
    this.watching.push(stoppable);
  }

  unwatch(stoppable: Stoppable): void {
    const { watching } = this;
    const at = watching.indexOf(stoppable);
    if (at < 0) return;
    const last = watching.pop()!;
    if (last !== stoppable) watching[at] = last;
  }

  /** For functions that take an `AbortSignal`. Made on first use: most requests need none. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.reason !== undefined) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  end(reason: Error): void {
    if (this.reason !== undefined || this.over) return;
    this.reason = reason;
    clearTimeout(this.timer);
    for (const stoppable of this.watching.splice(0)) stoppable.stop(reason);
    this.controller?.abort(reason);
  }

  /** The work is done: nothing can end it any more. */
  finish(): void {
    this.over = true;
    clearTimeout(this.timer);
  }
}
