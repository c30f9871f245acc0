import type { Config } from '../config/index.js';

/** First hints for a developer once the service listens. Every line can be pasted. */
export function banner({ publicUrl, port, role }: Pick<Config, 'publicUrl' | 'port' | 'role'>): string {
  if (role === 'worker') {
    return `
  The worker runs: it sends mails and does what is scheduled, and answers probes and scrapes only.

    is it ready?   curl http://localhost:${port}/readyz

  Ctrl-C stops everything.

`;
  }
  return `
  The credentials service listens.

    Swagger UI     ${publicUrl}/api-docs/
    a token        npm run --silent cli -- token admin --claim administrator=true
    a request      curl -H "Authorization: JWT $(npm run --silent cli -- token admin --claim administrator=true)" "${publicUrl}/api/v2/credentials/?username=admin"
    a small world  npm run cli -- demo

  Ctrl-C stops everything.

`;
}

/** The last words to a developer. */
export const FAREWELL = '\n  The service has stopped.\n\n';
