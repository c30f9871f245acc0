import { DocumentBuilder } from '@nestjs/swagger';
import { VERSION } from './config/index.js';
import { ERROR_CODES } from './platform/errors/index.js';
import type { DocumentOptions } from './platform/openapi/index.js';

const DESCRIPTION = `Issues, lists, reads and revokes course and program credentials.

**Signing in.** Every call but the public ones carries a token: press *Authorize* and enter \`JWT <token>\`
(or the bare token under *bearer*). On a developer's machine \`npm run --silent cli -- token <username>\` prints one.

**Answers.** JSON in UTF-8, times in UTC with microseconds. Lists come twenty to a page. A wrong request is 400 with a list of
messages per wrong field; every other error is \`{"detail": "..."}\`. Both also have \`code\`, listed below, and \`request_id\`; the headers
\`X-Error-Code\` and \`X-Request-Id\` say the same. With \`Accept: application/problem+json\` errors are problem details (RFC 9457). A path answers 405 with \`Allow\` to a method that it does
not have. A part of a path beyond 512 characters is 414, headers beyond 32 KiB are 431. Each answer carries \`X-Request-Id\`.

**Bodies.** JSON, or where an operation lists it also a form: booleans as \`True\` and \`False\`, a list as several values of its name.

**Codes of errors.**

| code | status | meaning |
| --- | --- | --- |
${codeRows()}`;

/** The codes in the words of Markdown. */
function codeRows(): string {
  return Object.entries(ERROR_CODES)
    .map(([code, { status, meaning }]) => `| \`${code}\` | ${status} | ${meaning} |`)
    .join('\n');
}

/** The parts of the API in the order of interest, each with a sentence. */
const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Credentials', 'Issues, lists, reads and revokes what learners have earned.'],
  [
    'Program records',
    'What a learner has done in a program, for the learner and for whom they share it with.',
  ],
  [
    'Credit pathways',
    'Sends a record to an institution that grants credit for it, and shows what became of it.',
  ],
  ['Certificate pages', 'The certificate as a page and as PDF, for anyone who has its address.'],
  ['Addresses for people', 'What the LMS and bookmarks lead to: start page, sign-in and sign-out.'],
  ['Grades', 'Takes grades from the LMS.'],
  ['Certificate status', 'Says which certificates a learner, or thousands of them, has earned.'],
  ['Course certificates', 'Takes the certificates of course runs from the LMS.'],
  ['Usernames', 'Renames learners for the LMS.'],
  ['Administration', 'What staff set up: the site, users, program certificates, mails.'],
  ['Administration: catalog', 'Corrections of what is copied from the catalog.'],
  ['Administration: webhooks', 'Who outside of the service is told of its events.'],
  ['Authentication', 'What pages need besides a token.'],
  ['Health', 'Probes and figures for those who run the service.'],
];

function headWithTags(): DocumentBuilder {
  const head = new DocumentBuilder();
  TAGS.forEach(([name, description]) => head.addTag(name, description));
  return head;
}

/** The checked-in document, beside `src` and `dist`. */
export const DOCUMENT_FILE = new URL('../openapi.json', import.meta.url);

/** Parts of the document that no route tells. */
export const apiDocument: DocumentOptions = {
  head: headWithTags()
    .setTitle('Credentials service')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
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
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'ck_ and 88 hexadecimal digits',
        description:
          'An API key of a partner. It works where an operation names this scheme, for what is in its scope.',
      },
      'apiKey',
    )
    .build(),
  // The existing service has no such routes, so no client sends forms there.
  jsonOnlyBelow: '/api/v2/admin/',
};
