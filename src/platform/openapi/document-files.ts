import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';

/** A file that is the same for everybody until the process ends. */
export interface DocumentFile {
  readonly type: string;
  readonly make: () => string | Promise<string | Buffer>;
}

/** Packages that `@nestjs/swagger` brings along. */
const library = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));

/** The files of Swagger UI's package that the page loads. Its folder holds many others. */
const UI_FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-16x16.png': 'image/png',
  'favicon-32x32.png': 'image/png',
} as const;

/**
 * The document as JSON and YAML, and the page of Swagger UI with its parts, by the last part of their addresses.
 *
 * The checked-in document is served, since building one takes a quarter of a second of each start. `npm run check` and
 * the tests compare it with the routes.
 * @param file the checked-in document
 * @param base the path below which callers reach the service
 */
export function documentFiles(file: URL, base: string): ReadonlyMap<string, DocumentFile> {
  const document = async () =>
    ({ ...JSON.parse(await readFile(file, 'utf8')), servers: [{ url: base }] }) as OpenAPIObject;
  const page: DocumentFile = {
    type: 'text/html; charset=utf-8',
    make: async () => pageOf(`${(await document()).info.title}: API`),
  };
  return new Map<string, DocumentFile>([
    ['', page],
    ['index.html', page],
    ['swagger-ui-init.js', { type: 'text/javascript; charset=utf-8', make: () => INIT }],
    [
      'openapi.json',
      { type: 'application/json; charset=utf-8', make: async () => JSON.stringify(await document()) },
    ],
    ['openapi.yaml', { type: 'text/yaml; charset=utf-8', make: async () => yamlOf(await document()) }],
    ...Object.entries(UI_FILES).map(([name, type]): [string, DocumentFile] => [
      name,
      { type, make: () => readFile(join(uiFolder(), name)) },
    ]),
  ]);
}

function uiFolder(): string {
  return (library('swagger-ui-dist/absolute-path.js') as () => string)();
}

function yamlOf(document: OpenAPIObject): string {
  const { dump } = library('js-yaml') as { readonly dump: (value: unknown, options: object) => string };
  return dump(document, { skipInvalid: true, noRefs: true });
}

function pageOf(title: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <title>${title}</title>
  <link rel="stylesheet" href="./swagger-ui.css">
  <link rel="icon" type="image/png" href="./favicon-32x32.png" sizes="32x32">
  <link rel="icon" type="image/png" href="./favicon-16x16.png" sizes="16x16">
</head>
<body>
  <div id="swagger-ui"></div>
  <script src="./swagger-ui-bundle.js"></script>
  <script src="./swagger-ui-init.js"></script>
</body>
</html>
`;
}

const INIT = `window.ui = SwaggerUIBundle({
  url: './openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null,
  persistAuthorization: true,
  displayRequestDuration: true,
  docExpansion: 'list',
});
`;
