import { InvalidArgumentError, Option } from 'commander';
import { type Config, loadConfig } from '../config/index.js';
import { SharedSecret, signToken } from '../identity/index.js';
import { type AddCommand, CommandError } from './command.js';

type Claims = Readonly<Record<string, unknown>>;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const YEAR_SECONDS = 365 * 86_400;

/** `token`: makes a token as the LMS would sign it, for trying the service out. */
export const addToken: AddCommand = (program, terminal) => {
  program
    .command('token')
    .description('Print a token for the configured secret. Not in production.')
    .argument('<username>', 'who the token is for', parseUsername)
    .option(
      '--claim <name=value>',
      'a further claim, such as administrator=true; true, false, null and numbers are taken as such (repeatable)',
      addClaim,
    )
    .addOption(
      new Option('--expires <time>', 'how long it is valid, such as 90s, 15m, 1h, 30d')
        .argParser(parseTime)
        .default(3600, '1h'),
    )
    .action((username: string, { claim = {}, expires }: { claim?: Claims; expires: number }) => {
      terminal.out(`${makeToken(loadConfig(terminal.env), username, expires, claim)}\n`);
    });
};

/** A token as the LMS would sign it. @throws CommandError in production */
export function makeToken(config: Config, username: string, expiresIn: number, claims: Claims): string {
  const { key } = new SharedSecret(config);
  if (config.production || key === undefined) {
    throw new CommandError('In production tokens come from the LMS; this command does not make any.');
  }
  const { jwtAudience: audience, jwtIssuer: issuer } = config;
  return signToken(key, { username, audience, issuer, expiresIn, claims });
}

function parseUsername(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('A username is not blank.');
}

function addClaim(text: string, earlier: Claims = {}): Claims {
  const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('A claim is written name=value.');
  return { ...earlier, [name]: parseValue(value) };
}

function parseValue(text: string): unknown {
  return /^(true|false|null|-?\d{1,15}(\.\d{1,9})?)$/.test(text) ? (JSON.parse(text) as unknown) : text;
}

function parseTime(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * (SECONDS[unit] ?? 0);
  if (seconds > 0 && seconds <= YEAR_SECONDS) return seconds;
  throw new InvalidArgumentError('A time is written 90s, 15m, 1h or 30d, and is at most a year.');
}
