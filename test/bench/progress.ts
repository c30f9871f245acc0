/** Writes progress to standard error; standard output is for the result only. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${what} ... `);
  const start = performance.now();
  const result = await work();
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}
