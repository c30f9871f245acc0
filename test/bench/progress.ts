/** Tells on standard error what is going on; standard output is the result's alone. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Tells how long something took. */
export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${what} ... `);
  const start = performance.now();
  const result = await work();
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}
