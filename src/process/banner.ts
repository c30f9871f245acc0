import { resolve } from 'node:path';
import type { Config } from '../config/index.js';

type Place = Pick<Config, 'publicUrl' | 'port' | 'role' | 'dataDir'>;

/** First hints for a developer once the service listens. Every line can be pasted. */
export function banner({ publicUrl, port, role, dataDir }: Place): string {
  if (role === 'worker') {
    return `
  The worker runs: it sends mails and does what is scheduled, and answers probes and scrapes only.

    is it ready?   curl http://localhost:${port}/readyz

  Ctrl-C stops everything.

`;
  }
  return `
  The credentials service listens.

${settingsFor(dataDir, port)}    Swagger UI     ${publicUrl}/api-docs/
    a token        npm run --silent cli -- token admin --claim administrator=true
    a request      curl -H "Authorization: JWT $(npm run --silent cli -- token admin --claim administrator=true)" "${publicUrl}/api/v2/credentials/?username=admin"
    a small world  npm run cli -- demo

  Ctrl-C stops everything.

`;
}

/** Commands without them use other data: their tokens are refused here, and `demo` makes a second database. */
function settingsFor(dataDir: string, port: number): string {
  if (dataDir === resolve('data') && port === 8150) return '';
  return `    other shells   export DATA_DIR='${dataDir}' PORT=${port}\n`;
}

/** The last words to a developer. */
export const FAREWELL = '\n  The service has stopped.\n\n';
