import type { Command } from 'commander';
import { loadConfig, settingsIn } from '../config/index.js';
import { counted } from '../platform/text/index.js';
import { requireUsableServer } from '../process/prepare-database.js';
import { backUp } from './backup/backup.js';
import type { Manifest, Totals } from './backup/format.js';
import { noteBackup } from './backup/note-backup.js';
import { verify } from './backup/verify.js';
import type { AddCommand, Terminal } from './command.js';
import { withDatabase } from './with-database.js';

/** `backup`: writes a backup of one moment into a file, while the service runs. */
export const addBackup: AddCommand = (program, terminal) => {
  program
    .command('backup')
    .description(
      'Write a backup of everything that is stored into a file that only its owner can read, while the service runs. ' +
        'It holds all tables, and of DATA_DIR the generated secret and mails that became files. It does not hold the ' +
        'settings. Prints the path of the file. The audit log says how it ended, and doctor tells the last one.',
    )
    .argument('<target>', 'a file that is not there yet, or a folder: then the file is named by the time')
    .option('--verify', 'read the backup <target> from begin to end, say what it holds, and change nothing')
    .action(async (target: string, options: { verify?: boolean }, _command: Command) => {
      if (options.verify === true) {
        const { manifest, totals } = await verify(target);
        terminal.out(`${described(manifest)}\n${contents(totals)}, all as they were written\n`);
        return;
      }
      await writeBackup(target, terminal);
    });
};

async function writeBackup(target: string, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env);
  const say = (line: string) => terminal.err(`${line}\n`);
  const { path, bytes, ...totals } = await withDatabase(config, terminal, async (url) => {
    await requireUsableServer(url);
    try {
      const made = await backUp({ url, target, dataDir: config.dataDir, commit: config.buildCommit, say });
      await noteBackup(url, made, say);
      return made;
    } catch (error) {
      await noteBackup(url, { error }, say);
      throw error;
    }
  });
  say(`${contents(totals)}; ${bytes} bytes`);
  say(
    `Not in the backup: the settings (${settingsIn(terminal.env).join(', ') || 'none are set'}) and files that they name.`,
  );
  terminal.out(`${path}\n`);
}

/** When and by which version a backup was made. */
export function described({ made, version, commit, postgres, migrations }: Manifest): string {
  return `made ${made} by version ${version} (${commit}), PostgreSQL ${postgres}, last migration ${migrations.at(-1)}`;
}

export function contents({ rows, tables, files }: Totals): string {
  return `${counted(rows, 'row')} in ${counted(tables, 'table')}, ${counted(files, 'file')}`;
}
