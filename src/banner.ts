import type { Config } from './platform/config/index.js';

/** What a developer wants to know once the service listens; every line can be pasted. */
export function banner({ publicUrl }: Config): string {
  return `
  The credentials service listens.

    Swagger UI     ${publicUrl}/api-docs/
    a token        npm run --silent cli -- token admin --claim administrator=true
    a request      curl -H "Authorization: JWT $(npm run --silent cli -- token admin --claim administrator=true)" "${publicUrl}/api/v2/credentials/?username=admin"
    a small world  npm run cli -- demo

  Ctrl-C stops everything.

`;
}
