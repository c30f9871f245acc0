import { registerHooks } from 'node:module';
import type { TestServer } from './test-server.js';

// Jest loads this file outside its module system: it transforms TypeScript, but does not resolve a relative import
// ending in .js to the .ts beside it. So this resolver comes first, and the imports below come after it.
registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (/^\.{1,2}\/.*\.js$/.test(specifier)) {
        return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
      }
      throw error;
    }
  },
});

declare global {
  var testServer: TestServer | undefined;
}

/**
 * Starts the PostgreSQL of this test run and builds the database that the test files clone. Without the teardown a
 * later run in the same process finds both.
 */
export default async function globalSetup(): Promise<void> {
  if (globalThis.testServer !== undefined) return;
  const { startTestServer } = await import('./test-server.js');
  const { buildTemplate } = await import('./template-database.js');
  const starting = startTestServer();
  // The server is in a session of its own, which Ctrl-C does not reach.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void starting.then((server) => server.stop()).finally(() => process.exit(1)));
  }
  const server = await starting;
  try {
    await buildTemplate(server.adminUrl);
  } catch (error) {
    await server.stop();
    throw error;
  }
  globalThis.testServer = server;
  process.env.TEST_PG = server.adminUrl;
}
