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

/** Begins patterns of file names in docs/style.md. */
const PATTERN = 'x.';

describe.each(pages)('%s', (page) => {
  const text = readFileSync(new URL(page, ROOT), 'utf8');

  it('names only source files that there are', () => {
    const named = [...text.matchAll(/`([\w./-]+\.(?:ts|mjs|hbs))`/g)].map(([, name = '']) => name);
    const exists = (name: string) =>
      sources.some((path) => path.endsWith(`/${name}`)) || existsSync(new URL(name, ROOT));
    const missing = named.filter((name) => !name.startsWith(PATTERN) && !exists(name));
    expect(missing).toEqual([]);
  });

  it('links only to pages and headings that there are', () => {
    const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .map(([, path = '', heading]) => ({ target: new URL(path, new URL(page, ROOT)), path, heading }))
      .filter(({ target, path, heading }) => {
        if (path !== '' && !existsSync(target)) return true;
        if (heading === undefined) return false;
        return !headingsOf(path === '' ? text : readFileSync(target, 'utf8')).includes(heading);
      });
    expect(broken.map(({ path, heading }) => `${path}#${heading ?? ''}`)).toEqual([]);
  });
});

/** The anchors that GitHub gives the headings of a page. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
