import { readFileSync, writeFileSync } from 'node:fs';
import type { Use } from './rules.js';

const DOCUMENT = new URL('../../../docs/architecture.md', import.meta.url);
const SECTION = /(?<=<!-- tables: written by `npm run tables` -->\n\n)[\s\S]*?(?=\n\n<!-- end of tables -->)/;

export const tableSection = {
  read: (): string | undefined => SECTION.exec(readFileSync(DOCUMENT, 'utf8'))?.[0],
  write: (section: string): void => {
    writeFileSync(
      DOCUMENT,
      readFileSync(DOCUMENT, 'utf8').replace(SECTION, () => section),
    );
  },
};

/** A row for each table: its owner and the other modules that read it. */
export function describeTables(owners: ReadonlyMap<string, string>, reads: readonly Use[]): string {
  const rows = [...owners]
    .map(([table, owner]) => {
      const readers = reads.filter((read) => read.table === table && read.module !== owner);
      const names = [...new Set(readers.map(({ module }) => module))].sort();
      return [`\`${table}\``, owner, names.join(', ')];
    })
    .sort(([a = '', b = ''], [c = '', d = '']) => (`${b} ${a}` < `${d} ${c}` ? -1 : 1));
  const head = ['table', 'owner', 'who else reads it'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!, fill)).join(' | ')} |`;
  return [line(head), line(['', '', ''], '-'), ...rows.map((row) => line(row))].join('\n');
}
