import { excessOf, type JsonLimits } from '../text/index.js';
import { RemoteError } from './remote-error.js';

/** After decompression. Usual pages of a list are well below a megabyte. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;

/** A page has seven levels, and below a hundred thousand keys and values. */
const LIMITS: JsonLimits = { levels: 64, keys: 500_000, values: 1_000_000 };

/** From the request to the last byte of the answer. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface JsonRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; a request without a form is a GET. */
  readonly form?: URLSearchParams;
  readonly signal: AbortSignal;
  /** Names the request in errors, where its address must not: it may name a person. Default: method and address. */
  readonly place?: string;
  /** Of the answer, after decompression. Default: 8 MiB. */
  readonly largestBytes?: number;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined unless the status is 200. */
  readonly body: unknown;
}

/**
 * Sends one request to exactly this address: it follows no redirects and ends answers that are too long or too late.
 * @throws RemoteError
 */
export async function requestJson(request: JsonRequest): Promise<JsonAnswer> {
  const { url, headers, form, signal, largestBytes = LARGEST_ANSWER_BYTES } = request;
  const place = request.place ?? placeOf(request);
  const deadline = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  let isAnswered = false;
  try {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: 'application/json', ...headers },
      body: form,
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    const { status } = response;
    isAnswered = true;
    if (status === 200) return { status, body: parse(await readBytes(response, place, largestBytes), place) };
    await response.body?.cancel();
    if (status >= 300 && status < 400) throw new RemoteError(`${place}: it redirects, which is refused`);
    return { status, body: undefined };
  } catch (error) {
    if (error instanceof RemoteError) throw error;
    if (deadline.aborted)
      throw new RemoteError(`${place}: no whole answer within ${ANSWER_TIMEOUT_MS / 1000} s`, 'silent');
    if (signal.aborted) throw new RemoteError(`${place}: it was broken off`, 'silent');
    throw new RemoteError(`${place}: ${reasonOf(error)}`, isAnswered ? 'useless' : 'silent');
  }
}

function placeOf({ url, form }: JsonRequest): string {
  return `${form ? 'POST' : 'GET'} ${url.origin}${url.pathname}${form ? '' : url.search}`;
}

async function readBytes({ body, headers }: Response, place: string, largestBytes: number): Promise<Buffer> {
  const tooLarge = () => new RemoteError(`${place}: the answer is larger than ${largestBytes} bytes`);
  if (Number(headers.get('content-length') ?? 0) > largestBytes) {
    await body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > largestBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer, place: string): unknown {
  const excess = excessOf(bytes, LIMITS);
  if (excess !== undefined) throw new RemoteError(`${place}: the answer ${excess}`);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RemoteError(`${place}: the answer is no JSON, or was cut off`);
  }
}

/** The message of fetch is only `fetch failed`; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown; message?: unknown }; message?: unknown };
  return String(cause?.code ?? cause?.message ?? message ?? error);
}
