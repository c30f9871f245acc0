import { loadConfig } from '../config/index.js';
import { type AddCommand, CommandError } from './command.js';
import type { Finding } from './doctor/check.js';
import { examine } from './doctor/examine.js';

const VERDICTS = { ok: 'ok', note: 'note', failed: 'FAILED' } as const;

/** `doctor`: checks an installation and says for each problem what to set. */
export const addDoctor: AddCommand = (program, terminal) => {
  program
    .command('doctor')
    .description(
      'Check the database, migrations, service users, catalog, templates, signatures, deliveries, backups, keys, public URL and mail.\n' +
        'Says for each failing one what to set; the exit code is 1 if one fails. Changes no existing data; ' +
        'without DATABASE_URL it may create the empty embedded database.',
    )
    .action(async () => {
      const findings = await examine(loadConfig(terminal.env), terminal);
      for (const finding of findings) terminal.out(lines(finding));
      const count = findings.filter(({ verdict }) => verdict === 'failed').length;
      if (count > 0) throw new CommandError(`${count} of ${findings.length} checks failed.`);
    });
};

function lines({ subject, verdict, found, remedy }: Finding): string {
  const first = `${VERDICTS[verdict].padEnd(8)}${subject.padEnd(29)}${found}\n`;
  return remedy === undefined ? first : `${first}${''.padEnd(8)}-> ${remedy}\n`;
}
