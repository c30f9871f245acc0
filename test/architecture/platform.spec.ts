import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const PLATFORM = fileURLToPath(new URL('../../src/platform/', import.meta.url));

/** Words of this service's domain and of its neighbours. Any service should be able to take the platform along. */
const DOMAIN =
  /credential|learner|certificate|pathway|grade|course|program(?!ming)|award|revo[ck]|catalog|signator|organization|administ|\blms\b|\bedx|existing service/i;

/** Lines in which such a word means something else. */
const OTHER_MEANINGS: Readonly<Record<string, string>> = {
  "grant_type: 'client_credentials',": 'OAuth',
  'credentials: true,': 'CORS',
  '/** Web origins that may call with credentials. */': 'CORS',
  "notAuthenticated: 'Authentication credentials were not provided.',": 'words of HTTP authentication',
  "request.on('upgrade', (answer, socket) => {": 'HTTP',
};

const files = globSync('**/*', { cwd: PLATFORM, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => resolve(parentPath, name));

const lines = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => ({ place: file.slice(PLATFORM.length), file, line: line.trim() })),
);

describe('the platform', () => {
  it('has no word of the domain in code, comments and names of files', () => {
    const found = lines.filter(({ line }) => DOMAIN.test(line) && !(line in OTHER_MEANINGS));
    expect(found.map(({ place, line }) => `${place}: ${line}`)).toEqual([]);
    expect(files.filter((file) => DOMAIN.test(file.slice(PLATFORM.length)))).toEqual([]);
  });

  it('has every line that the exceptions name', () => {
    const texts = new Set(lines.map(({ line }) => line));
    expect(Object.keys(OTHER_MEANINGS).filter((line) => !texts.has(line))).toEqual([]);
  });

  it('imports nothing of this repository but itself', () => {
    const code = lines.filter(({ file }) => !file.endsWith('.spec.ts'));
    const imports = code.flatMap(({ place, file, line }) => {
      const [, path] = /(?:from|import|import\()\s*'(\.[^']+)'/.exec(line) ?? [];
      return path === undefined ? [] : [{ place, target: resolve(dirname(file), path) }];
    });
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter(({ target }) => !target.startsWith(PLATFORM))).toEqual([]);
  });
});
