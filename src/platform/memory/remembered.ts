/** A value that is read once and then kept for some time, or until it is forgotten. */
export class Remembered<T> {
  private known: { readonly value: T; readonly readAt: number } | undefined;
  /** How often it was forgotten. */
  private changes = 0;

  private readonly lifetimeMs: number;
  private readonly read: () => Promise<T>;

  constructor(lifetimeMs: number, read: () => Promise<T>) {
    this.lifetimeMs = lifetimeMs;
    this.read = read;
  }

  async get(): Promise<T> {
    const now = performance.now();
    if (this.known !== undefined && now - this.known.readAt < this.lifetimeMs) return this.known.value;
    const { changes } = this;
    const value = await this.read();
    // One that was read before a change must not replace what is read after it.
    if (changes === this.changes) this.known = { value, readAt: now };
    return value;
  }

  /** The next caller gets a value that is read from now on. */
  forget(): void {
    this.changes += 1;
    this.known = undefined;
  }
}
