import { RemoteError } from './remote-error.js';

/** After decompression. Usual pages of a list are well below a megabyte. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;

/** From the request to the last byte of the answer. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface RemoteRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; a request without a form or JSON is a GET. */
  readonly form?: URLSearchParams;
  /** Sent by POST in the place of a form. `type`: the media type. */
  readonly json?: { readonly type: string; readonly text: string };
  readonly signal: AbortSignal;
  /** Names the request in errors: an address may name a person. */
  readonly place: string;
  /** Of the answer, after decompression. Default: 8 MiB. */
  readonly largestBytes?: number;
  /** Default: 30 s. */
  readonly timeoutMs?: number;
}

export interface BytesAnswer {
  readonly status: number;
  /** Undefined unless the status is 200. */
  readonly body: Buffer | undefined;
  /** Where a redirect leads, as it is written there. */
  readonly location: string | undefined;
}

/**
 * Sends one request to exactly this address: it follows no redirects and ends answers that are too long or too late.
 * @throws RemoteError
 */
export async function requestBytes({
  url,
  headers,
  form,
  json,
  signal,
  place,
  largestBytes = LARGEST_ANSWER_BYTES,
  timeoutMs = ANSWER_TIMEOUT_MS,
}: RemoteRequest): Promise<BytesAnswer> {
  const deadline = AbortSignal.timeout(timeoutMs);
  let isAnswered = false;
  try {
    const response = await fetch(url, {
      method: form || json ? 'POST' : 'GET',
      headers: json ? { ...headers, 'content-type': json.type } : headers,
      body: json?.text ?? form,
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    const { status } = response;
    isAnswered = true;
    if (status === 200)
      return { status, body: await readBytes(response, place, largestBytes), location: undefined };
    await response.body?.cancel();
    const isRedirect = status >= 300 && status < 400;
    return {
      status,
      body: undefined,
      location: (isRedirect && response.headers.get('location')) || undefined,
    };
  } catch (error) {
    if (error instanceof RemoteError) throw error;
    if (deadline.aborted)
      throw new RemoteError(`${place}: no whole answer within ${timeoutMs / 1000} s`, 'silent');
    if (signal.aborted) throw new RemoteError(`${place}: it was broken off`, 'silent');
    throw new RemoteError(`${place}: ${reasonOf(error)}`, isAnswered ? 'useless' : 'silent');
  }
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

/** The message of fetch is only `fetch failed`; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown; message?: unknown }; message?: unknown };
  return String(cause?.code ?? cause?.message ?? message ?? error);
}
