/**
 * A map of limited size that forgets what has not been used for long. It has two generations. A used entry moves to the
 * young one. When that holds half of the capacity, it replaces the old one, and the old entries are gone. So most reads
 * change nothing; an exact order of use would change the map at each read.
 */
export class BoundedMap<Key, Value> {
  private young = new Map<Key, Value>();
  private old = new Map<Key, Value>();
  private readonly generation: number;

  constructor(capacity: number) {
    this.generation = Math.max(1, Math.floor(capacity / 2));
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: Key): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const aged = this.old.get(key);
    if (aged !== undefined) this.set(key, aged);
    return aged;
  }

  set(key: Key, value: Value): void {
    this.old.delete(key);
    if (this.young.size >= this.generation && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  delete(key: Key): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  /** Drops every entry whose value matches. */
  deleteWhere(fits: (value: Value) => boolean): void {
    for (const entries of [this.young, this.old]) {
      for (const [key, value] of entries) if (fits(value)) entries.delete(key);
    }
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
