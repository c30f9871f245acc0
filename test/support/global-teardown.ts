/** Stops the PostgreSQL of this test run and removes its data. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.testServer?.stop();
}
