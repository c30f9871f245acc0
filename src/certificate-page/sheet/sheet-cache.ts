/** Keeps sheets by the version of their content, the last used ones, up to a number of bytes. */
export class SheetCache {
  private readonly kept = new Map<string, Uint8Array>();
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  get(version: string): Uint8Array | undefined {
    const sheet = this.kept.get(version);
    if (sheet === undefined) return undefined;
    // The map's order is that of the last use.
    this.kept.delete(version);
    this.kept.set(version, sheet);
    return sheet;
  }

  /** Keeps a sheet that is no more than an eighth of all. */
  set(version: string, sheet: Uint8Array): void {
    if (sheet.length * 8 > this.mostBytes || this.kept.has(version)) return;
    this.kept.set(version, sheet);
    this.bytes += sheet.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.bytes <= this.mostBytes) return;
      this.kept.delete(oldest);
      this.bytes -= length;
    }
  }
}
