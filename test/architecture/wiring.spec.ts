import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { getRepositoryToken } from '@nestjs/typeorm';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { sourceFiles } from './tables/source-files.js';

describe('the started application has', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ env: { ROLE: 'api' } });
  });

  afterAll(() => test.close());

  const lacks = (token: Type | string | ((...parameters: never[]) => unknown)): boolean => {
    try {
      test.app.get(token as Type, { strict: false });
      return false;
    } catch {
      return true;
    }
  };

  it('the repository of each entity, which its module registers with forFeature', () => {
    const { entityMetadatas } = test.dataSource;
    expect(entityMetadatas.length).toBeGreaterThan(20);
    const missing = entityMetadatas.filter(({ target }) => lacks(getRepositoryToken(target as Type) as Type));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('each subscriber of the outbox: one that no module provides would miss all events in silence', async () => {
    const files = sourceFiles().filter(({ text }) => /^@Subscriber[<(]/m.test(text));
    const subscribers: Type[] = [];
    for (const { path, text } of files) {
      const exported = (await import(`../../src/${path}`)) as Record<string, Type>;
      for (const [, name = ''] of text.matchAll(/^@Subscriber[<(][\s\S]*?^export class (\w+)/gm))
        subscribers.push(exported[name]!);
    }
    expect(subscribers.length).toBeGreaterThanOrEqual(files.length);
    expect(files).not.toEqual([]);
    expect(subscribers.filter(lacks).map(({ name }) => name)).toEqual([]);
  });
});
