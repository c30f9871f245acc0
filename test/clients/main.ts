import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorizationOf } from '../fuzz/roles.ts';
import { ROOT } from '../fuzz/root.ts';
import { startFuzzedService } from '../fuzz/service.ts';

const CACHE = join(ROOT, 'node_modules/.cache/clients');
const HERE = join(ROOT, 'test/clients');
const DOCUMENT = join(ROOT, 'openapi.json');

/** A generator of clients: how its code is made, and what reads answers with it. */
interface Client {
  readonly name: string;
  /** Without this program the client is skipped. */
  readonly needs: readonly [program: string, ...args: string[]];
  /** Installs the generator. A failure means that there is no registry. */
  readonly install: (folder: string) => readonly Command[];
  readonly generate: (folder: string) => readonly Command[];
  readonly reader: string;
  readonly read: (folder: string, reader: string) => Command;
}

type Command = readonly [program: string, ...args: string[]];

const PYTHON_NEEDS = ['python3', '-c', 'import venv, ensurepip'] as const;
const bin = (folder: string, name: string) => join(folder, 'venv/bin', name);
const pip = (folder: string, ...packages: string[]): readonly Command[] => [
  ['python3', '-m', 'venv', join(folder, 'venv')],
  [bin(folder, 'pip'), 'install', '--quiet', '--disable-pip-version-check', ...packages],
];

const CLIENTS: readonly Client[] = [
  {
    name: 'openapi-typescript',
    needs: ['npm', '--version'],
    install: (folder) => [
      // prettier-ignore
      ['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, 'openapi-typescript@7.13.0', 'openapi-fetch@0.17.0'],
    ],
    generate: (folder) => [
      [join(folder, 'node_modules/.bin/openapi-typescript'), DOCUMENT, '-o', join(folder, 'generated.d.ts')],
      // prettier-ignore
      [join(ROOT, 'node_modules/.bin/tsc'), '--ignoreConfig', '--strict', '--target', 'esnext', '--module', 'nodenext', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types'), '--skipLibCheck', join(folder, 'openapi_typescript.ts')],
    ],
    reader: 'openapi_typescript.ts',
    // Node runs no types below node_modules.
    read: (_, reader) => [process.execPath, reader.replace(/ts$/, 'js')],
  },
  {
    name: 'openapi-python-client',
    needs: PYTHON_NEEDS,
    install: (folder) => pip(folder, 'openapi-python-client==0.29.1'),
    generate: (folder) => [
      // prettier-ignore
      [bin(folder, 'openapi-python-client'), 'generate', '--path', DOCUMENT, '--meta', 'none', '--overwrite', '--output-path', join(folder, 'generated')],
    ],
    reader: 'openapi_python_client.py',
    read: (folder, reader) => [bin(folder, 'python'), reader],
  },
  {
    name: 'openapi-generator',
    needs: ['java', '-version'],
    install: (folder) =>
      // prettier-ignore
      pip(folder, 'openapi-generator-cli==7.26.0', 'pydantic==2.14.4', 'urllib3==2.8.0', 'python-dateutil==4.0.0'),
    generate: (folder) => [
      // prettier-ignore
      [bin(folder, 'openapi-generator-cli'), 'generate', '-i', DOCUMENT, '-g', 'python', '-o', folder, '--additional-properties=packageName=generated'],
    ],
    reader: 'openapi_generator.py',
    read: (folder, reader) => [bin(folder, 'python'), reader],
  },
];

/** `npm run test:clients`: see docs/testing.md. */
async function main(): Promise<void> {
  const service = await startFuzzedService();
  try {
    for (const client of CLIENTS) console.log(`${client.name}: ${readWith(client, service.url)}`);
  } finally {
    await service.stop();
  }
}

function readWith({ name, needs, install, generate, reader, read }: Client, address: string): string {
  if (!run(needs).isFine) return `skipped, because there is no ${needs[0]}`;
  const folder = join(CACHE, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  // Without the types of its client this one cannot be part of the project.
  const source = reader.endsWith('.ts') ? `${reader}.txt` : reader;
  copyFileSync(join(HERE, source), join(folder, reader));
  for (const command of install(folder)) {
    const { isFine, words } = run(command);
    if (!isFine) return `skipped, because its package cannot be installed (${words})`;
  }
  const token = authorizationOf('admin')!.replace('JWT ', '');
  for (const command of [
    ...generate(folder),
    [...read(folder, join(folder, reader)), address, token] as const,
  ]) {
    const { isFine, words } = run(command);
    if (!isFine) {
      process.exitCode = 1;
      return `FAILED (${words})`;
    }
    if (command.includes(address)) return `read ${words} answers`;
  }
  return 'FAILED';
}

/** Runs a command; its words are the last line that it wrote. */
function run([program, ...args]: Command): { readonly isFine: boolean; readonly words: string } {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) return { isFine: false, words: error.message };
  const isFine = status === 0;
  const lines = (isFine ? stdout : stdout + stderr).trim().split('\n');
  return { isFine, words: lines.at(-1) ?? '' };
}

await main();
