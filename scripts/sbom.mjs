// `npm run sbom` prints the bill of materials: every package of the lock file that runs in production, as CycloneDX.
// `npm sbom --omit dev` cannot be used: it also leaves out packages that production shares with a tool of development
// (npm/cli#7909). So npm lists all packages, and the lock file says which of them run in production.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// What holds for packages whose manifest names no licence, as examined: the table in docs/licenses.md.
const EXAMINED = {
  'passport-strategy': 'MIT',
  pause: 'MIT',
};

const DEVELOPMENT = 'cdx:npm:package:development';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const shipped = new Set(
  Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`),
);

const npm = process.env.npm_execpath;
const [program, start] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
const options = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
const bill = JSON.parse(execFileSync(program, [...start, ...options], { maxBuffer: 2 ** 26 }));

// npm marks a package that both need by the first place where it finds it, so its mark says nothing.
const components = bill.components
  .filter(({ name, version }) => shipped.has(`${name}@${version}`))
  .map((item) => ({
    ...item,
    licenses: item.licenses ?? licensesOf(item.name),
    properties: item.properties?.filter(({ name }) => name !== DEVELOPMENT),
  }));
const kept = new Set([bill.metadata.component['bom-ref'], ...components.map((item) => item['bom-ref'])]);
const dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((target) => kept.has(target)) }));

function licensesOf(name) {
  return EXAMINED[name] && [{ license: { id: EXAMINED[name] } }];
}

process.stdout.write(`${JSON.stringify({ ...bill, components, dependencies }, null, 2)}\n`);
