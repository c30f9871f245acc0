import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityMetadata } from 'typeorm';
import { createDataSource } from '../../src/data-source.js';

const MAP =
  readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8').split(
    '## Map of personal data',
  )[1] ?? '';
const WITHOUT = namesIn(/^No personal data:[\s\S]*?\.$/m.exec(MAP)?.[0] ?? '');

/** Columns that can hold a name or an address. */
const TEXTS: readonly unknown[] = ['text', 'varchar', 'jsonb', 'bytea', String];

const rows = MAP.split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, table = '', personal = '', other = '']) => ({
    table: namesIn(table)[0] ?? '',
    personal: namesIn(personal),
    other: other === 'the others' ? undefined : namesIn(other),
  }));

let tables: EntityMetadata[];

beforeAll(async () => {
  const source = createDataSource('postgres://nobody@127.0.0.1:1/none');
  await (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  tables = source.entityMetadatas.filter(({ tableType }) => tableType === 'regular');
});

describe('the map of personal data in docs/security.md', () => {
  it('has every table once', () => {
    const named = [...rows.map(({ table }) => table), ...WITHOUT];
    expect(named.toSorted()).toEqual(tables.map(({ tableName }) => tableName).toSorted());
  });

  it.each(rows)('has every column of $table that could hold a name', ({ table, personal, other }) => {
    const columns = tables.find(({ tableName }) => tableName === table)?.columns ?? [];
    const stored = columns.filter(({ isVirtual, isVirtualProperty }) => !isVirtual && !isVirtualProperty);
    const names = columns.map(({ databaseName }) => databaseName);
    expect([...personal, ...(other ?? [])].filter((name) => !names.includes(name))).toEqual([]);
    const texts = stored.filter(({ type }) => TEXTS.includes(type)).map(({ databaseName }) => databaseName);
    const wanted = other === undefined ? [] : texts;
    expect(wanted.filter((name) => !personal.includes(name) && !other?.includes(name))).toEqual([]);
  });

  it('names every column that refers to a user', () => {
    const references = tables.flatMap(({ tableName, foreignKeys }) =>
      foreignKeys
        .filter(({ referencedEntityMetadata }) => referencedEntityMetadata.tableName === 'users')
        .flatMap(({ columns }) => columns.map(({ databaseName }) => `${tableName}.${databaseName}`)),
    );
    const named = rows.flatMap(({ table, personal }) => personal.map((column) => `${table}.${column}`));
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => !named.includes(reference))).toEqual([]);
  });
});

function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
