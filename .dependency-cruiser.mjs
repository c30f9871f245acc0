import { readdirSync } from 'node:fs';

// Who may import whom (docs/architecture.md): a folder imports only from the lines above its own, and only through the
// index.ts of a module or of a folder of platform.
export const LAYERS = [
  ['platform'],
  ['embedded-postgres'],
  ['config'],
  ['migrations'],
  ['identity'],
  ['catalog'],
  ['certificates'],
  ['credentials'],
  ['audit'],
  ['events'],
  ['grades', 'record-sharing'],
  ['cert-status', 'credit-pathways', 'completion-mail', 'username-replacement'],
  ['webhooks'],
  ['deliveries'],
  ['records', 'certificate-page', 'provisioning', 'retirement', 'account-merge', 'reconcile', 'moving'],
  ['entrance'],
];

/** Assembles the modules; no module may import it. */
const ASSEMBLY = '^src/(process/|cli/|[^/]+\\.ts$)';

const modules = LAYERS.flat();
const unknown = readdirSync(new URL('src', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && ![...modules, 'process', 'cli'].includes(entry.name))
  .map(({ name }) => name);
if (unknown.length > 0)
  throw new Error(`LAYERS in .dependency-cruiser.mjs lacks src/${unknown.join(', src/')}`);

const folder = (names) => `^src/(${names.join('|')})/`;

const looksUpOnly = LAYERS.flatMap((names, level) =>
  names.map((name) => ({
    name: `${name}-looks-up-only`,
    severity: 'error',
    from: { path: folder([name]) },
    to: {
      path: [
        folder(
          LAYERS.slice(level)
            .flat()
            .filter((other) => other !== name),
        ),
        ASSEMBLY,
      ],
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...looksUpOnly,
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...modules
      .filter((name) => name !== 'platform')
      .map((name) => ({
        name: `${name}-through-its-index`,
        severity: 'error',
        // Helpers of tests, which specs beside the code use, may look inside.
        from: { pathNot: [folder([name]), '^test/'] },
        to: { path: folder([name]), pathNot: `^src/${name}/index\\.ts$` },
      })),
    {
      name: 'platform-folder-through-its-index',
      severity: 'error',
      from: { pathNot: '^src/platform/' },
      to: { path: '^src/platform/', pathNot: '/index\\.ts$' },
    },
    {
      name: 'platform-folders-through-their-indexes',
      severity: 'error',
      from: { path: '^src/platform/([^/]+)/' },
      to: { path: '^src/platform/', pathNot: ['^src/platform/$1/', '/index\\.ts$'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
