// The data source for TypeORM's command line, after `npm run build`:
//   DATABASE_URL=postgres://... npx typeorm migration:show -d ormconfig.ts
import { createDataSource } from './dist/data-source.js';
import { loadConfig } from './dist/config/index.js';

const { databaseUrl } = loadConfig(process.env);
if (databaseUrl === undefined)
  throw new Error('Set DATABASE_URL to the database that TypeORM should look at.');

export default createDataSource(databaseUrl);
