import { VERSION } from './config/index.js';
import { start } from './process/start.js';

const USAGE =
  'The service has one option, --version. Its settings are environment variables (docs/configuration.md), and\n' +
  '`npm run cli -- --help` lists the commands.\n';

const [option] = process.argv.slice(2);
if (option === undefined) await start(process.env);
else if (option === '--version') process.stdout.write(`${VERSION}\n`);
else if (option === '--help') process.stdout.write(USAGE);
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
