// Builds the service before `npm run cli`, when the build is missing or older than the sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist/cli/cli.js');

const changed = (path) => statSync(path).mtimeMs;
const newest = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true }).map((name) => changed(join(folder, name))));

if (!existsSync(built) || newest(join(root, 'src')) > newest(join(root, 'dist'))) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  process.exitCode = status ?? 1;
}
