import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { command } from '../support/command-line.js';
import { asAdmin, urlOf } from '../support/template-database.js';
import { CONFORMANCE_ENV } from '../support/test-app.js';
import { testServerUrl } from '../support/test-database.js';

describe('a database of another encoding', () => {
  const name = `t_encoding_${randomBytes(6).toString('hex')}`;

  afterEach(() => asAdmin(testServerUrl(), `drop database if exists ${name} with (force)`));

  it.each(['LATIN1', 'SQL_ASCII'])(
    '%s is refused with a sentence, and nothing is made in it',
    async (encoding) => {
      await asAdmin(
        testServerUrl(),
        `create database ${name} template template0 encoding '${encoding}' locale 'C'`,
      );
      const env = { ...CONFORMANCE_ENV, DATABASE_URL: urlOf(testServerUrl(), name) };
      const reason = `its encoding is ${encoding}`;
      const remedy = 'create a database with the encoding UTF8';
      const migrated = await command(env, 'migrate');
      expect(migrated.code).toBe(1);
      expect(migrated.err).toMatch(
        new RegExp(`^The database cannot be used: ${reason}.* To do: ${remedy}.*\\.\\n$`),
      );
      const examined = await command(env, 'doctor');
      expect(examined.code).toBe(1);
      expect(examined.out).toContain(reason);
      expect(examined.out).toContain(remedy);
    },
  );
});
