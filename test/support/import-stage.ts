import pg from 'pg';
import { command } from './command-line.js';
import { MariaDb } from './mariadb.js';
import { CONFORMANCE_ENV } from './test-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A database of Open edX and an installation without data, for imports of the one into the other. */
export class ImportStage {
  private constructor(
    private readonly mariadb: MariaDb,
    readonly there: string,
    private readonly here: TestDatabase,
    private readonly client: pg.Client,
  ) {}

  static async make(mariadb: MariaDb, there: string): Promise<ImportStage> {
    await mariadb.load(there);
    const here = await createTestDatabase();
    const client = new pg.Client({ connectionString: here.url });
    await client.connect();
    return new ImportStage(mariadb, there, here, client);
  }

  async end(): Promise<void> {
    await this.client.end();
    await this.here.drop();
  }

  run(...args: string[]): ReturnType<typeof command> {
    const env = { ...CONFORMANCE_ENV, DATABASE_URL: this.here.url };
    return command(env, 'import:openedx', '--source', this.mariadb.address(this.there), ...args);
  }

  /** Runs statements in the database there. */
  async changeThere(statements: string): Promise<void> {
    await this.mariadb.run(statements, this.there);
  }

  async rowsHere<Row extends object>(text: string): Promise<Row[]> {
    return (await this.client.query<Row>(text)).rows;
  }
}
