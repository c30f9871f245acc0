import type { Env } from './config.js';
import { OperatorError } from '../platform/errors/index.js';
import { isWebAddress } from '../platform/text/index.js';

/** Names every wrong setting at once, so that an operator can correct them together. */
export class ConfigurationError extends OperatorError {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Reads variables one by one, notes each problem and goes on, so that all problems are reported at once. */
export class EnvironmentReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Env) {}

  text(name: string): string | undefined;
  text(name: string, fallback: string): string;
  text(name: string, fallback?: string): string | undefined {
    const value = this.env[name]?.trim();
    return value === undefined || value === '' ? fallback : value;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    this.problem(`${name} must be a whole number from ${min} to ${max}, not "${value}"`);
    return fallback;
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return fallback;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    this.problem(`${name} must be true or false, not "${value}"`);
    return fallback;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.problem(`${name} must be one of ${choices.join(', ')}, not "${value}"`);
    return found ?? fallback;
  }

  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  /** An address with one of the given schemes. Its value is never echoed: it may hold a password. */
  url(name: string, schemes: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value !== undefined) this.checkUrl(name, value, schemes);
    return value;
  }

  /** An http or https address. A user name or password in it is a problem: others see it, and `fetch` refuses it. */
  webAddress(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!isWebAddress(value)) {
      this.problem(`${notAnAddress(name, ['http', 'https'])}, has no blanks and at most 2000 characters`);
      return value;
    }
    const { username, password } = new URL(value);
    if (username !== '' || password !== '') this.problem(`${name} must not hold a name or a password`);
    return value;
  }

  /** A web address to which paths are appended. */
  webRoot(name: string): string | undefined {
    const value = this.webAddress(name);
    if (value !== undefined && /[?#]/.test(value)) {
      this.problem(`${name} must end with its path: no query (?) and no fragment (#)`);
    }
    return value;
  }

  urls(name: string, schemes: readonly string[]): string[] {
    const values = this.list(name);
    for (const value of values) this.checkUrl(name, value, schemes);
    return values;
  }

  /** Origins of the web, separated by commas. `*` is none. */
  origins(name: string): string[] {
    const origins = this.list(name);
    for (const origin of origins)
      if (!/^https?:\/\/[^*]+$/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin)
        this.problem(`${name} must hold origins such as https://example.org, not "${origin}"`);
    return origins;
  }

  problem(sentence: string): void {
    this.problems.push(sentence);
  }

  /** @throws ConfigurationError naming every problem */
  finish(): void {
    if (this.problems.length > 0) throw new ConfigurationError(this.problems);
  }

  private checkUrl(name: string, value: string, schemes: readonly string[]): void {
    const scheme = /^([a-z]+):\/\//i.exec(value)?.[1]?.toLowerCase() ?? '';
    if (!schemes.includes(scheme) || !URL.canParse(value)) {
      this.problem(notAnAddress(name, schemes));
    }
  }
}

function notAnAddress(name: string, schemes: readonly string[]): string {
  return `${name} must be an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
}
