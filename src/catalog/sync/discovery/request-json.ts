import { CatalogSyncError } from '../catalog-sync-error.js';

/** After decompression. Pages of fifty courses are well below a megabyte. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;

/** Levels of nested lists and objects. A page has seven; far deeper ones would overflow the stack later. */
const DEEPEST_ANSWER_LEVELS = 64;

/** From the request to the last byte of the answer. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface JsonRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; a request without a form is a GET. */
  readonly form?: URLSearchParams;
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined unless the status is 200. */
  readonly body: unknown;
}

/**
 * Sends one request to exactly this address: it follows no redirects and ends answers that are too long or too late.
 * @throws CatalogSyncError, which names the address and never a token or secret
 */
export async function requestJson({ url, headers, form, signal }: JsonRequest): Promise<JsonAnswer> {
  const place = `${form ? 'POST' : 'GET'} ${url.origin}${url.pathname}${form ? '' : url.search}`;
  const deadline = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { accept: 'application/json', ...headers },
      body: form,
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    const { status } = response;
    if (status === 200) return { status, body: parse(await readText(response, place), place) };
    await response.body?.cancel();
    if (status >= 300 && status < 400) throw new CatalogSyncError(`${place}: it redirects, which is refused`);
    return { status, body: undefined };
  } catch (error) {
    if (error instanceof CatalogSyncError) throw error;
    if (deadline.aborted)
      throw new CatalogSyncError(`${place}: no whole answer within ${ANSWER_TIMEOUT_MS / 1000} s`);
    if (signal.aborted) throw new CatalogSyncError(`${place}: the sync was broken off`);
    throw new CatalogSyncError(`${place}: ${reasonOf(error)}`);
  }
}

async function readText({ body, headers }: Response, place: string): Promise<string> {
  const tooLarge = () =>
    new CatalogSyncError(
      `${place}: the answer is larger than ${LARGEST_ANSWER_BYTES} bytes; ask for smaller pages`,
    );
  if (Number(headers.get('content-length') ?? 0) > LARGEST_ANSWER_BYTES) {
    await body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > LARGEST_ANSWER_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, place: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CatalogSyncError(`${place}: the answer is no JSON, or was cut off`);
  }
  if (isDeeper(value, DEEPEST_ANSWER_LEVELS)) {
    throw new CatalogSyncError(`${place}: the answer is nested deeper than ${DEEPEST_ANSWER_LEVELS} levels`);
  }
  return value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** The message of fetch is only `fetch failed`; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown; message?: unknown }; message?: unknown };
  return String(cause?.code ?? cause?.message ?? message ?? error);
}
