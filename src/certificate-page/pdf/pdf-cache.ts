/** Keeps drawn PDFs by the version of their content, the last used ones, up to a number of bytes. */
export class PdfCache {
  private readonly kept = new Map<string, Buffer>();
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  get(version: string): Buffer | undefined {
    const pdf = this.kept.get(version);
    if (pdf === undefined) return undefined;
    // The map's order is that of the last use.
    this.kept.delete(version);
    this.kept.set(version, pdf);
    return pdf;
  }

  /** Keeps a PDF that is no more than an eighth of all. */
  set(version: string, pdf: Buffer): void {
    if (pdf.length * 8 > this.mostBytes || this.kept.has(version)) return;
    this.kept.set(version, pdf);
    this.bytes += pdf.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.bytes <= this.mostBytes) return;
      this.kept.delete(oldest);
      this.bytes -= length;
    }
  }
}
