import type { WorkerOptions } from 'node:worker_threads';

/** The worker's code and how to run it. */
export interface WorkerSource {
  readonly file: URL;
  readonly options: WorkerOptions;
}

/**
 * The compiled worker beside this file. Tests run the sources: Node strips their types, and needs to know that an
 * import ending in .js means the .ts file.
 */
export function workerSource(): WorkerSource {
  if (!import.meta.url.endsWith('.ts')) {
    return { file: new URL('./sheet-worker.js', import.meta.url), options: {} };
  }
  return {
    file: new URL('./sheet-worker.ts', import.meta.url),
    options: { execArgv: ['--import', `data:text/javascript,${encodeURIComponent(PREFER_SOURCES)}`] },
  };
}

const PREFER_SOURCES = `
import { registerHooks } from 'node:module';
registerHooks({
  resolve: (specifier, context, next) =>
    next(/^[.]{1,2}[/].*[.]js$/.test(specifier) && context.parentURL?.endsWith('.ts')
      ? specifier.replace(/js$/, 'ts') : specifier, context),
});`;
