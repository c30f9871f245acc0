import { DocumentBuilder } from '@nestjs/swagger';
import type { DocumentOptions } from './platform/openapi/index.js';

const DESCRIPTION = `Issues, lists, reads and revokes course and program credentials.

**Signing in.** Every call but the public ones carries a token: press *Authorize* and enter \`JWT <token>\`
(or the bare token under *bearer*). On a developer's machine \`npm run --silent cli -- token <username>\` prints one.

**Answers.** JSON in UTF-8, times in UTC with microseconds. Lists come twenty to a page. A wrong request is 400 with a list of
messages per wrong field; every other error is \`{"detail": "..."}\`. A path answers 405 with \`Allow\` to a method that it does
not have. Each answer carries \`X-Request-Id\`.

**Bodies.** JSON, or where an operation lists it also a form: booleans as \`True\` and \`False\`, a list as several values of its name.`;

export const apiDocument: DocumentOptions = {
  head: new DocumentBuilder()
    .setTitle('Credentials service')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: '`JWT <token>` or `Bearer <token>`',
      },
      'jwt',
    )
    .addApiKey(
      { type: 'apiKey', in: 'cookie', name: 'edx-jwt-cookie-header-payload' },
      'cookie-header-payload',
    )
    .addApiKey({ type: 'apiKey', in: 'cookie', name: 'edx-jwt-cookie-signature' }, 'cookie-signature')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build(),
  // The existing service has no such routes, so no client sends forms there.
  jsonOnlyBelow: '/api/v2/admin/',
};
