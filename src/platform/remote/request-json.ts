import { excessOf, type JsonLimits } from '../text/index.js';
import { RemoteError } from './remote-error.js';
import { requestBytes, type RemoteRequest } from './request-bytes.js';

/** A page has seven levels, and below a hundred thousand keys and values. */
const LIMITS: JsonLimits = { levels: 64, keys: 500_000, values: 1_000_000 };

/** `place`: by default method and address. */
export type JsonRequest = Omit<RemoteRequest, 'place'> & Partial<Pick<RemoteRequest, 'place'>>;

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
  const place = request.place ?? placeOf(request);
  const headers = { accept: 'application/json', ...request.headers };
  const { status, body } = await requestBytes({ ...request, place, headers });
  if (status >= 300 && status < 400) throw new RemoteError(`${place}: it redirects, which is refused`);
  return { status, body: body === undefined ? undefined : parse(body, place) };
}

function placeOf({ url, form }: JsonRequest): string {
  return `${form ? 'POST' : 'GET'} ${url.origin}${url.pathname}${form ? '' : url.search}`;
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
