import pg from 'pg';
import { LETTER_CASE, type LetterCase, OTHER_LOCALE } from './letter-case.js';

/** The oldest PostgreSQL that the service's SQL works on. */
const OLDEST_MAJOR = 14;

/** Names, and the SQL of migrations, have letters of every alphabet. */
const ENCODING = 'UTF8';

/** How often one connection is asked for its backend while another is busy. */
const LOOKS = 5;

const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 5000;

/** Why the service cannot work with a server, in words, and what helps. */
export interface ServerProblem {
  readonly found: string;
  readonly remedy: string;
}

/** Parts of pg's client that its types leave out: the messages of the server, and the process that it named. */
interface ClientParts {
  readonly connection: {
    on(event: 'parameterStatus', listener: (status: ParameterStatus) => void): void;
  };
  readonly processID: number | null;
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * Looks whether the service can work with the server at this address. Version and encoding are known before the first
 * statement, which could fail for them.
 * @throws Error when it does not answer
 */
export async function findServerProblem(url: string): Promise<ServerProblem | undefined> {
  const client = newClient(url);
  const { connection } = client as unknown as ClientParts;
  const told = new Map<string, string>();
  connection.on('parameterStatus', ({ parameterName, parameterValue }) =>
    told.set(parameterName, parameterValue),
  );
  await client.connect();
  try {
    const { server_version: version = '', server_encoding: encoding = ENCODING } = Object.fromEntries(told);
    if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
      return {
        found: `PostgreSQL ${version} is too old`,
        remedy: `use PostgreSQL ${OLDEST_MAJOR} or later`,
      };
    }
    if (encoding !== ENCODING) {
      return {
        found: `its encoding is ${encoding}, which has not all letters`,
        remedy: `create a database with the encoding ${ENCODING} (create database … encoding '${ENCODING}' template template0)`,
      };
    }
    return (await sharesBackends(client, url)) ? POOLED : await localeProblem(client);
  } finally {
    await client.end();
  }
}

/**
 * Names that differ in letter case would be two, or two names one. A database in use stays in use where only letters
 * beyond A to Z do not fold: it has worked so, and names seldom have them.
 */
async function localeProblem(client: pg.Client): Promise<ServerProblem | undefined> {
  const { rows } = await client.query<LetterCase>(LETTER_CASE);
  const { locale, latin, others, used } = rows[0]!;
  if (latin && (others || used)) return undefined;
  const letters = latin ? 'only the letters A to Z' : 'the letters A to Z in a way of its own';
  return { found: `its locale ${locale} folds ${letters}`, remedy: OTHER_LOCALE };
}

const POOLED: ServerProblem = {
  found: 'the address leads to a pooler that changes the connection between two transactions or statements',
  remedy: 'connect to PostgreSQL itself, or set the pooler to session mode (PgBouncer: pool_mode = session)',
};

/**
 * Whether a pooler between us and PostgreSQL gives each transaction, or each statement, another backend. Prepared
 * statements and the settings of a session would get lost. A pooler names a process that is not the backend's. While
 * another connection holds the backend that ours had last, ours shows whether it depends on it.
 */
async function sharesBackends(client: pg.Client, url: string): Promise<boolean> {
  const { processID } = client as unknown as ClientParts;
  const first = await backendOf(client);
  if (first === processID) return false;
  const other = newClient(url);
  await other.connect();
  try {
    // A pooler by statements refuses the transaction.
    await other.query('begin');
    await backendOf(other);
    for (let look = 0; look < LOOKS; look += 1) if ((await backendOf(client)) !== first) return true;
    return false;
  } catch {
    return true;
  } finally {
    await other.end();
  }
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid;
}

function newClient(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'service check',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  // A server that goes away meanwhile is told of by the statement.
  return client.on('error', () => undefined);
}
