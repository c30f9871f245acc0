// Who may import whom (docs/architecture.md): downwards in this order only, and through the index.ts of a module or of a
// folder of platform.
const LAYERS = [
  ['platform'],
  ['identity'],
  ['catalog'],
  ['certificates'],
  ['credentials', 'grades', 'record-sharing'],
  ['cert-status', 'credit-pathways', 'username-replacement'],
  ['records', 'certificate-page', 'completion-mail', 'administration', 'provisioning', 'catalog-sync'],
];

const modules = LAYERS.flat();
const folder = (names) => `^src/(${names.join('|')})/`;

const downwardsOnly = LAYERS.flatMap((names, level) =>
  names.map((name) => {
    const forbidden = [
      ...LAYERS.slice(level)
        .flat()
        .filter((other) => other !== name),
    ];
    return {
      name: `${name}-looks-down-only`,
      severity: 'error',
      from: { path: folder([name]) },
      to: { path: [folder(forbidden), '^src/cli/', '^src/[^/]+\\.ts$'] },
    };
  }),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...downwardsOnly,
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      // Entities that point at each other do so by type and by a function that runs later.
      to: { circular: true, viaOnly: { pathNot: '\\.entity\\.ts$' } },
    },
    ...modules
      .filter((name) => name !== 'platform')
      .map((name) => ({
        name: `${name}-through-its-index`,
        severity: 'error',
        from: { pathNot: folder([name]) },
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
