/** A set of limited size that forgets what was added first. */
export class RecentSet {
  private readonly values = new Set<string>();

  constructor(private readonly capacity: number) {}

  /** @returns false if the set has it already */
  add(value: string): boolean {
    if (this.values.has(value)) return false;
    const [first] = this.values;
    if (this.values.size >= this.capacity && first !== undefined) this.values.delete(first);
    this.values.add(value);
    return true;
  }
}
