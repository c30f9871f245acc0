import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../../src/cli/run-cli.js';

const ROOT = new URL('../../', import.meta.url);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(new URL('docs/', ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const sources = ['src', 'test', 'scripts'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' }).map(
    (path) => `/${folder}/${path}`,
  ),
);

const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Begin names that are patterns (docs/style.md) or examples (CONTRIBUTING.md). */
const NO_FILES = ['x.', 'badges.'];

describe.each(pages)('%s', (page) => {
  const text = proseOf(new URL(page, ROOT));
  const whole = readFileSync(new URL(page, ROOT), 'utf8');

  it('names only source files that there are', () => {
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|mjs|hbs))`/g)].map(([, name = '']) => name);
    const exists = (name: string) =>
      sources.some((path) => path.endsWith(`/${name}`)) || existsSync(new URL(name, ROOT));
    const missing = named.filter(
      (name) => !NO_FILES.some((start) => name.startsWith(start)) && !exists(name),
    );
    expect(missing).toEqual([]);
  });

  it('shows only commands that there are', async () => {
    const missing = [...whole.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !(name in scripts));
    for (const [, command = ''] of whole.matchAll(/\bcli(?: --|\.js) ([a-z][a-z:]*)/g)) {
      const silent = { env: {}, out: () => undefined, err: () => undefined };
      if ((await runCli([command, '--help'], silent)) !== 0) missing.push(command);
    }
    expect(missing).toEqual([]);
  });

  it('starts nothing with a Node that may be too old: only npm and the image have the right one', () => {
    const started = whole.split('\n').filter((line) => /^ *([A-Z_]+=\S+ +|time +|nice +)*node /.test(line));
    expect(started).toEqual([]);
  });

  it('links only to pages and headings that there are', () => {
    const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .map(([, path = '', heading]) => ({ target: new URL(path, new URL(page, ROOT)), path, heading }))
      .filter(({ target, path, heading }) => {
        if (path !== '' && !existsSync(target)) return true;
        if (heading === undefined) return false;
        return !headingsOf(path === '' ? text : proseOf(target)).includes(heading);
      });
    expect(broken.map(({ path, heading }) => `${path}#${heading ?? ''}`)).toEqual([]);
  });
});

/** The page without its blocks of code. */
function proseOf(page: URL): string {
  return readFileSync(page, 'utf8').replace(/^ *```[\s\S]*?^ *```/gm, '');
}

/** The anchors that GitHub gives the headings of a page. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
