import { credentialAwarded, credentialRevoked } from '../../src/credentials/index.js';
import { SubscriberRegistry } from '../../src/platform/outbox/subscriber-registry.js';
import { MATHEMATICS } from '../support/certificates.js';
import { createTestApp, type TestApp } from '../support/test-app.js';
import { mintToken } from '../support/tokens.js';
import type { Command, Kind, Name, Status } from './commands.js';
import { type Final, readFinal } from './final-state.js';
import type { Answer, Credential } from './model.js';

/** Long runs must not outlive their tokens. */
const LATE = Math.floor(Date.now() / 1000) + 86_400;

const HEX = MATHEMATICS.program.replaceAll('-', '');

/** Beyond the numbers of the world's users, from whom an award takes none. */
const FIRST_LMS_USER_ID = 1_000_000;

interface CredentialJson {
  readonly uuid: string;
  readonly credential: { readonly type: 'program' | 'course-run' };
  readonly status: Status;
  readonly attributes: readonly { readonly value: string }[];
  readonly created: string;
  readonly modified: string;
  readonly date_override: { readonly date: string } | null;
}

/** Three applications on one database, as three processes would be. Their outboxes wait. */
export class Installation {
  private histories = 0;

  private constructor(private readonly apps: readonly TestApp[]) {}

  static async open(): Promise<Installation> {
    const env = { ROLE: 'api' };
    const first = await createTestApp({ world: true, env });
    const { databaseUrl } = first;
    const others = [await createTestApp({ env, databaseUrl }), await createTestApp({ env, databaseUrl })];
    const apps = [first, ...others];
    for (const { app } of apps) {
      // Subscribers that want every event.
      const subscribers = app.get(SubscriberRegistry, { strict: false });
      const subscriber = { deliver: () => Promise.resolve() };
      subscribers.add({ name: 'model.awarded', topic: credentialAwarded }, subscriber);
      subscribers.add({ name: 'model.revoked', topic: credentialRevoked }, subscriber);
    }
    return new Installation(apps);
  }

  async close(): Promise<void> {
    for (const app of [...this.apps].reverse()) await app.close();
  }

  /** Begins a history: learners of its own, the first with a program credential. */
  async begin(): Promise<Stage> {
    const prefix = `m${++this.histories}`;
    const [first] = this.apps;
    await first!.dataSource.query('insert into users (username) values ($1), ($2)', [
      `${prefix}a`,
      `${prefix}b`,
    ]);
    const stage = new Stage(this.apps, prefix, FIRST_LMS_USER_ID + this.histories * 10);
    await stage.start();
    return stage;
  }
}

/** One history's part of the installation. */
export class Stage {
  private uuid = '';
  /** Faults that no order of the commands can explain. */
  readonly faults: string[] = [];

  constructor(
    private readonly apps: readonly TestApp[],
    private readonly prefix: string,
    private readonly lmsBase: number,
  ) {}

  async start(): Promise<void> {
    const { body } = await this.call(0, 'POST', '/api/v2/credentials/', {
      username: `${this.prefix}a`,
      credential: { program_uuid: MATHEMATICS.program },
    });
    this.uuid = (body as CredentialJson).uuid;
  }

  /** Sends a command to a process. */
  async send(process: number, command: Command): Promise<Answer> {
    switch (command.do) {
      case 'issue': {
        const { kind, status, override, attribute, lms } = command;
        const program = { program_uuid: MATHEMATICS.program };
        return this.one(
          await this.call(process, 'POST', '/api/v2/credentials/', {
            username: this.nameOf(command.name),
            credential: kind === 'program' ? program : { course_run_key: MATHEMATICS.run, mode: 'verified' },
            status,
            ...(override !== null && { date_override: { date: override } }),
            ...(attribute !== null && { attributes: [{ name: 'whitelist_reason', value: attribute }] }),
            ...(lms !== null && { lms_user_id: this.lmsBase + lms }),
          }),
        );
      }
      case 'set':
        return this.one(
          await this.call(process, 'PATCH', `/api/v2/credentials/${this.uuid}/`, { status: command.status }),
        );
      case 'read':
        return this.one(await this.call(process, 'GET', `/api/v2/credentials/${this.uuid}/`));
      case 'list': {
        const address = `/api/v2/credentials/?username=${this.nameOf(command.name)}`;
        const { status, body } = await this.call(process, 'GET', address);
        const { results = [], count } = body as { results?: CredentialJson[]; count?: number };
        if (count !== results.length)
          this.faults.push(`a list of ${results.length} says that it is ${count}`);
        const credentials = results.map((found) => this.credentialOf(found));
        return { status, credentials: credentials.sort((one, other) => (one.kind > other.kind ? -1 : 1)) };
      }
      case 'grade': {
        const { status, body } = await this.call(process, 'POST', '/api/v2/grades/', {
          username: this.nameOf(command.name),
          course_run: MATHEMATICS.run,
          letter_grade: 'A',
          percent_grade: Number(command.percent),
          verified: true,
          lms_last_updated_at: `2026-05-0${command.day}T00:00:00Z`,
        });
        return { status, percent: (body as { percent_grade: string }).percent_grade };
      }
      case 'rename': {
        const mapping = { [this.nameOf(command.from)]: this.nameOf(command.to) };
        const call = { username_mappings: [mapping] };
        const { status, body } = await this.call(process, 'POST', '/api/v2/replace_usernames/', call);
        const renamed =
          (body as { successful_replacements?: object[] }).successful_replacements?.length === 1;
        return { status, renamed };
      }
      default: {
        const [method, path] = RECORD_CALLS[command.do];
        const more = command.do === 'send' ? { pathway_id: 1 } : {};
        const body = { username: this.nameOf(command.name), ...more };
        const { status } = await this.call(process, method, `/records/programs/${HEX}/${path}/`, body);
        return { status };
      }
    }
  }

  /** What the tables hold in the end. */
  async final(): Promise<Final> {
    const { final, faults } = await readFinal(this.apps[0]!.dataSource, this.prefix, this.lmsBase);
    this.faults.push(...faults);
    return final;
  }

  private nameOf(name: Name): string {
    return this.prefix + name;
  }

  private async call(
    process: number,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> {
    const caller = path === '/api/v2/replace_usernames/' ? 'replacement_worker' : 'root';
    const response = await fetch(this.apps[process]!.base + path, {
      method,
      headers: { authorization: AUTHORIZATION[caller], 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const { status } = response;
    const text = await response.text();
    if (status >= 500) this.faults.push(`${method} ${path} is ${status}: ${text}`);
    return { status, body: text === '' ? {} : (JSON.parse(text) as unknown) };
  }

  private one({ status, body }: { status: number; body: unknown }): Answer {
    return status < 300 ? { status, credentials: [this.credentialOf(body as CredentialJson)] } : { status };
  }

  private credentialOf(json: CredentialJson): Credential {
    const kind: Kind = json.credential.type === 'program' ? 'program' : 'course';
    if (json.modified < json.created) this.faults.push(`modified ${json.modified} is before ${json.created}`);
    return {
      kind,
      status: json.status,
      override: json.date_override?.date.replace('.000000', '') ?? null,
      attribute: json.attributes[0]?.value ?? null,
    };
  }
}

/** Tokens are made once: a known one costs the service little. */
const AUTHORIZATION = {
  root: `JWT ${mintToken('root', { exp: LATE })}`,
  replacement_worker: `JWT ${mintToken('replacement_worker', { exp: LATE })}`,
};

const RECORD_CALLS = {
  share: ['POST', 'share'],
  unshare: ['DELETE', 'share'],
  send: ['POST', 'send'],
} as const;
