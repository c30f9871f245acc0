import { spawn } from 'node:child_process';
import type { Account } from './account.js';
import { EmbeddedPostgresError, errorText } from './embedded-postgres-error.js';

/** Nothing is inherited: PGOPTIONS, LC_ALL or LD_LIBRARY_PATH of a shell must not change PostgreSQL. */
export const CHILD_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

/** The account to start a process as; empty unless the service is root. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account?.switched ? { uid: account.uid, gid: account.gid } : {};
}

export interface RunResult {
  exitCode: number;
  /** Standard output and standard error. */
  output: string;
}

/** Runs a program to its end. */
export async function run(
  program: string,
  programArguments: string[],
  options: { cwd: string; account?: Account },
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd: options.cwd,
      env: CHILD_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...runAs(options.account),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('error', (error) => reject(cannotRun(program, error)));
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode: exitCode ?? 1, output: signal ? `${output}\nended by ${signal}` : output }),
    );
  });
}

export function cannotRun(program: string, error: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `cannot run ${program} (${errorText(error)}); set DATABASE_URL to use a PostgreSQL of yours instead`,
  );
}

/** The last lines with a cause from the output of a PostgreSQL program, for an error message. */
export function causeIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /error|fatal|panic|could not|cannot|detail|hint/i.test(line));
  return (telling.length > 0 ? telling : lines)
    .slice(-4)
    .map((line) => line.replace(/^.*?(?=(ERROR|FATAL|PANIC|LOG|DETAIL|HINT): )/, '').replace(/: {2,}/g, ': '))
    .join(' | ');
}
