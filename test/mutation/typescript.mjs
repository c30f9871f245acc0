import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import jestConfig from '../../jest.config.mjs';

const [, options] = jestConfig.transform['^.+\\.ts$'];
const SUITE = new URL('suite.mjs', import.meta.url).href;

/** Other text for a file, by its path; set before it is loaded. */
export const changed = new Map();

// Loads TypeScript as jest does, and gives specs the functions of suite.mjs instead of jest's.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: SUITE, shortCircuit: true };
    try {
      return next(specifier, context);
    } catch (error) {
      if (/^\.{1,2}\/.*\.js$/.test(specifier)) return next(specifier.replace(/\.js$/, '.ts'), context);
      throw error;
    }
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const source = changed.get(filename) ?? readFileSync(filename, 'utf8');
    const { code } = transformSync(source, { ...options, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
