import { lookup } from 'node:dns/promises';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, type TargetRules } from './target-rules.js';

/** An address that a name stands for. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds the addresses of a name. @throws Error when it has none */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** As the machine does: by its hosts file and DNS. */
export const resolveByDns: Resolve = (host) => lookup(host, { all: true, order: 'verbatim' });

export interface GuardedPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly rules: TargetRules;
  readonly signal: AbortSignal;
  /** For name, connection, request and whole answer together. */
  readonly timeoutMs: number;
  /** Most bytes of the answer's body. The rest of a longer one is not read. */
  readonly largestBytes: number;
  readonly resolve: Resolve;
}

/**
 * How such a request can end without a status. `refused`: by our rules, nothing was sent. `unknown host`: the name has no
 * address. `timeout`: no whole answer in time. `tls`: no trusted connection. `no answer`: all others.
 */
export type PostTrouble = 'refused' | 'unknown host' | 'timeout' | 'tls' | 'no answer';

/** A request that got no status. The message is for staff and logs: it holds no address and no answer. */
export class GuardedPostError extends Error {
  constructor(
    readonly trouble: PostTrouble,
    message: string,
  ) {
    super(message);
    this.name = GuardedPostError.name;
  }
}

/**
 * Posts to an address that others have named. It looks the name up once, refuses it where one of its addresses is not
 * allowed, and connects to these very addresses, so that a name cannot change in between. It follows no redirect, opens
 * a connection of its own, and throws the answer away but for its status.
 * @returns the status of the answer
 * @throws GuardedPostError, or the signal's reason when it is aborted
 */
export async function guardedPost(post: GuardedPost): Promise<number> {
  const { url, rules, signal, timeoutMs, resolve } = post;
  const problem = rules.problemOf(url);
  if (problem !== undefined) throw new GuardedPostError('refused', `the address is refused: ${problem}`);
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    const addresses = await until(either, addressesOf(hostOf(url), rules, resolve));
    return await until(either, send(post, addresses, either));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (deadline.aborted)
      throw new GuardedPostError('timeout', `no whole answer came within ${timeoutMs / 1000} s`);
    throw error instanceof GuardedPostError ? error : failureOf(error);
  }
}

async function addressesOf(
  host: string,
  rules: TargetRules,
  resolve: Resolve,
): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  const found = family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }];
  if (found.length === 0) throw new GuardedPostError('unknown host', 'the name of the host has no address');
  // One that is not allowed refuses all: an honest name does not stand for public and private addresses.
  if (!found.every(({ address }) => rules.allows(address, host)))
    throw new GuardedPostError(
      'refused',
      'the address is refused: its host is in a range that is not allowed',
    );
  return found;
}

function send(
  { url, headers, body, largestBytes }: GuardedPost,
  addresses: readonly ResolvedAddress[],
  signal: AbortSignal,
): Promise<number> {
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(body.byteLength) },
    lookup: pinnedTo(addresses),
    // A connection of its own: one that is kept could have been opened when the name stood for another address.
    agent: false,
    signal,
  };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
  request.on('error', reject);
  request.on('response', (answer) => {
    readThrough(answer, largestBytes).then(() => resolve(answer.statusCode!), reject);
    // It is of no use any more, and a receiver may send on for ever.
    answer.on('close', () => request.destroy());
  });
  // Another protocol is refused. Unheard, such an answer would neither arrive nor fail.
  request.on('upgrade', (answer, socket) => {
    socket.destroy();
    resolve(answer.statusCode!);
  });
  request.end(body);
  return promise;
}

/** Reads an answer to its end, but not beyond the limit, and forgets it. */
async function readThrough(answer: IncomingMessage, largestBytes: number): Promise<void> {
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (length > largestBytes) return;
  }
}

function pinnedTo(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    if (all)
      callback(
        null,
        addresses.map(({ address, family }) => ({ address, family })),
      );
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

/** Does not wait longer than the signal allows: a look-up of a name cannot be broken off, and no answer may hang a worker. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return Promise.race([promise, work]).finally(() => signal.removeEventListener('abort', onAbort));
}

/** Codes of an error in TLS: of OpenSSL, of Node's own checks, and of the server's papers. */
const TLS_CODE = /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/;

function failureOf(error: unknown): GuardedPostError {
  const code = codeOf(error);
  return TLS_CODE.test(code)
    ? new GuardedPostError('tls', `no trusted connection (${code})`)
    : new GuardedPostError('no answer', `no answer came (${code})`);
}

/** The code only: messages may quote an address or the answer. With several addresses, that of the first. */
function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : 'no code';
}
