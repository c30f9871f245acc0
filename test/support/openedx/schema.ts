import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A dump of the existing service's database: schema of all its tables, and a few rows. */
const DUMP = join(import.meta.dirname, '../../moving/openedx-credentials.sql.gz');

export interface SchemaOptions {
  /** UUIDs in columns of the type `uuid`, as Django has them on MariaDB from 10.7; otherwise `char(32)`. */
  readonly nativeUuid: boolean;
}

/** The statements that create the tables of the dump, without a row. */
export function createTables({ nativeUuid }: SchemaOptions): string[] {
  const dump = gunzipSync(readFileSync(DUMP)).toString('utf8');
  const statements = dump.match(/^CREATE TABLE [^]*?^\) ENGINE=[^;]*/gm) ?? [];
  return statements.map((statement) => {
    const fresh = statement.replace(/ AUTO_INCREMENT=\d+/, '');
    return nativeUuid ? fresh.replace(/(`\w*uuid` )char\(32\)/g, '$1uuid') : fresh;
  });
}
