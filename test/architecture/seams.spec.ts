import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sourceFiles } from './tables/source-files.js';

const ROOT = new URL('../../', import.meta.url);
const SECTION = readFileSync(new URL('docs/dependencies.md', ROOT), 'utf8').split('## Seams')[1] ?? '';

/** Casts between types of our own. */
const NO_SEAMS = ['platform/images/svg-transform.ts'];

/** A cast through `unknown`, an import of a file inside a package, an underscored member, metadata of others. */
const SEAM =
  /as unknown as|from '(?:@[\w-]+\/)?[\w-]+\/[^']*\.js'|(?<=[\w)\]])\._[a-z]|\bgetMetadataStorage\b|'design:/;

describe('the list of seams in docs/dependencies.md', () => {
  it('names every file that reaches into a library', () => {
    const seams = sourceFiles().filter(({ path, text }) => SEAM.test(text) && !NO_SEAMS.includes(path));
    expect(seams.map(({ path }) => `src/${path}`).filter((path) => !SECTION.includes(`\`${path}\``))).toEqual(
      [],
    );
  });

  it('names only files that there are', () => {
    const named = [...SECTION.matchAll(/`((?:src|test)\/[^`*]+\.ts)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });
});
