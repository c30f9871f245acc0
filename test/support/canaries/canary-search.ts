import { readFileSync } from 'node:fs';

/** A value that may stand nowhere in what operators read. */
export interface Canary {
  readonly what: string;
  /** Without the flag `g`. */
  readonly pattern: RegExp;
}

/** A piece of output, such as a log line or a scrape. */
export interface Output {
  /** Its source, such as `log` or `command token`. */
  readonly from: string;
  readonly text: string;
}

/** Names that are ordinary words of logs, paths and messages too, so that they say nothing when they are found. */
const ORDINARY = ['admin', 'staff', 'root', 'adder', 'viewer', 'changer', 'deleter', 'grader', 'stranger'];

/** Where a canary belongs, with the reason. */
const ALLOWED: readonly { readonly from: RegExp; readonly what: RegExp; readonly because: string }[] = [
  { from: /^command token$/, what: /./, because: 'the command prints a token for the username it was given' },
  { from: /^command api-key$/, what: /an API key/, because: 'the command makes the key and shows it once' },
  {
    from: /^command demo$/,
    what: /token|name/,
    because: 'the demo prints examples with a token of its own learner',
  },
];

/** Secrets and personal data by their form. */
const FORMS: readonly Canary[] = [
  { what: 'a token', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}/ },
  { what: 'an API key', pattern: /\bck_[0-9a-f]{88}\b/ },
  { what: 'a password in an address', pattern: /\b[a-z]+:\/\/[^\s:@/"]*:(?!\*+@)[^\s@/"]+@/ },
  { what: 'a mail address', pattern: /[\w.+-]+@(?:learners|x)\.example\b/ },
];

/** A canary that is found as a whole word only. */
export function wordCanary(what: string, value: string): Canary {
  const escaped = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return { what, pattern: new RegExp(`(?<![\\p{L}\\p{N}_/.-])${escaped}(?![\\p{L}\\p{N}_-])`, 'u') };
}

export type Person = Readonly<Record<'username' | 'name' | 'email', string>>;

/** Canaries for what identifies a person. Names of two letters and ordinary words are left out. */
export function personCanaries(people: readonly Person[]): Canary[] {
  return people.flatMap(({ username, name, email }) =>
    Object.entries({ 'a username': username, 'a full name': name, 'a mail address': email })
      .filter(([, value]) => value.length > 2 && !ORDINARY.includes(value.toLowerCase()))
      .map(([what, value]) => wordCanary(what, value)),
  );
}

interface World {
  readonly users: readonly {
    readonly username: string;
    readonly claims: { readonly email?: string; readonly full_name?: string };
  }[];
}

function worldCanaries(): Canary[] {
  const file = new URL('../../conformance/world.json', import.meta.url);
  const { users } = JSON.parse(readFileSync(file, 'utf8')) as World;
  const people = users.map(({ username, claims: { email = '', full_name: name = '' } }) => ({
    // Service users are named in settings, and by the commands that examine them.
    username: username.endsWith('_worker') ? '' : username,
    name,
    email,
  }));
  return personCanaries(people);
}

const SECRET_SETTING = /SECRET|PASSWORD|TOKEN/;

/** Searches outputs. Settings that hold secrets add canaries of their own. */
export class CanarySearch {
  private readonly known: Canary[] = [...FORMS, ...worldCanaries()];
  private readonly secrets = new Set<string>();

  /** Adds the secrets of a process's settings. */
  learn(env: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value = ''] of Object.entries(env)) {
      if (SECRET_SETTING.test(name)) this.addSecret(`the value of ${name}`, value);
      const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : '';
      this.addSecret(`the password in ${name}`, password);
    }
  }

  /** @returns a sentence for each canary that is found where it does not belong */
  search({ from, text }: Output, more: readonly Canary[] = []): string[] {
    return [...this.known, ...more].flatMap(({ what, pattern }) => {
      const match = pattern.exec(text);
      if (match === null) return [];
      if (ALLOWED.some((rule) => rule.from.test(from) && rule.what.test(what))) return [];
      const line = text.slice(0, match.index).split('\n').length;
      return [`${from}, line ${line} holds ${what}: ${lineAround(text, match.index)}`];
    });
  }

  private addSecret(what: string, value: string): void {
    if (value.length < 4 || this.secrets.has(value)) return;
    this.secrets.add(value);
    this.known.push(wordCanary(what, value));
  }
}

/** The line with that character, at most 300 characters of it. */
function lineAround(text: string, index: number): string {
  const start = Math.max(text.lastIndexOf('\n', index) + 1, index - 150);
  return text.slice(start, index + 150).split('\n', 1)[0]!;
}
