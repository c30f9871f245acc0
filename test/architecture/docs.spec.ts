import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

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

/** Begin names that are patterns (docs/style.md) or examples (CONTRIBUTING.md). */
const NO_FILES = ['x.', 'badges.'];

describe.each(pages)('%s', (page) => {
  const text = proseOf(new URL(page, ROOT));

  it('names only source files that there are', () => {
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|mjs|hbs))`/g)].map(([, name = '']) => name);
    const exists = (name: string) =>
      sources.some((path) => path.endsWith(`/${name}`)) || existsSync(new URL(name, ROOT));
    const missing = named.filter(
      (name) => !NO_FILES.some((start) => name.startsWith(start)) && !exists(name),
    );
    expect(missing).toEqual([]);
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
