import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly unknown[];
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string };
    readonly expression?: string;
  }[];
}

const lock = JSON.parse(readFileSync(new URL('package-lock.json', ROOT), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};

/** The packages that run in production, or may on some platform, as `[name, entry]`. */
const shipped = Object.entries(lock.packages)
  .filter(([path, { dev }]) => path !== '' && dev !== true)
  .map(([path, entry]) => [path.replace(/^.*node_modules\//, ''), entry] as const);

const page = readFileSync(new URL('docs/licenses.md', ROOT), 'utf8');

/** The first cell of each row of the page's two tables. */
const [allowed = [], examined = []] = page
  .split(/\n\n/)
  .filter((block) => block.startsWith('| '))
  .map((table) =>
    table
      .split('\n')
      .slice(2)
      .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
  );

describe('the licences of what runs in production', () => {
  it('are all on the page of licences', () => {
    const unknown = shipped
      .filter(([name, { license = '' }]) => !allowed.includes(license) && !examined.includes(name))
      .map(([name, { license }]) => `${name}: ${license ?? 'none'}`);
    expect(unknown).toEqual([]);
  });

  it('use each licence and each package that the page names', () => {
    const used = new Set(shipped.map(([, { license }]) => license));
    expect(allowed.filter((license) => !used.has(license))).toEqual([]);
    expect(examined.filter((name) => !shipped.some(([known]) => known.startsWith(name)))).toEqual([]);
  });
});

describe('the bill of materials', () => {
  const text = execFileSync(process.execPath, ['scripts/sbom.mjs'], { cwd: ROOT, encoding: 'utf8' });
  const bill = JSON.parse(text) as { bomFormat: string; components: Component[] };

  it('names the licence of each package, as the page does', () => {
    const wrong = bill.components.filter(({ name, licenses = [] }) => {
      const names = licenses.map(({ license, expression }) => license?.id ?? expression ?? '');
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
      return names.length === 0 || !names.every((id) => allowed.includes(id) || row.includes(id));
    });
    expect(wrong.map(({ name, licenses }) => [name, licenses])).toEqual([]);
  });

  it('has every package of the lock file that runs in production, with its version and hash', () => {
    expect(bill.bomFormat).toBe('CycloneDX');
    const listed = new Set(
      bill.components.filter(({ hashes }) => hashes?.length).map(({ name, version }) => `${name}@${version}`),
    );
    const missing = shipped
      .map(([name, { version }]) => `${name}@${version}`)
      .filter((id) => !listed.has(id));
    expect(missing).toEqual([]);
    const shippedIds = new Set(shipped.map(([name, { version }]) => `${name}@${version}`));
    expect([...listed].filter((id) => !shippedIds.has(id))).toEqual([]);
  });
});
