import { type CheckedImage, checkImage, ImageError, LARGEST_IMAGE_BYTES } from '../images/index.js';
import { RemoteError, requestBytes } from '../remote/index.js';

/** From each request to the last byte of its answer. */
const PICTURE_TIMEOUT_MS = 10_000;

/** A media server may send a reader to another path, or from http to https. */
const MOST_REDIRECTS = 3;

export interface PictureRequest {
  /** Origins that may be asked. A redirect to any other ends the fetch. */
  readonly origins: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

/**
 * Fetches a picture, without any token, and checks it by its content.
 * @throws RemoteError saying in one line why there is none
 */
export async function fetchPicture(address: string, request: PictureRequest): Promise<CheckedImage> {
  const { origins, signal, timeoutMs = PICTURE_TIMEOUT_MS } = request;
  if (!URL.canParse(address)) throw new RemoteError('the address cannot be read');
  let url = new URL(address);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    requireAllowed(url, origins);
    const place = `GET ${url.origin}${url.pathname}`;
    const headers = { accept: 'image/svg+xml, image/png, image/jpeg;q=0.9' };
    const answer = await requestBytes({
      url,
      headers,
      signal,
      place,
      timeoutMs,
      largestBytes: LARGEST_IMAGE_BYTES,
    });
    if (answer.body !== undefined) return check(answer.body, place);
    if (answer.location === undefined) throw new RemoteError(`${place}: status ${answer.status}`);
    if (!URL.canParse(answer.location, url.href))
      throw new RemoteError(`${place}: it redirects to no address`);
    url = new URL(answer.location, url);
  }
  throw new RemoteError(`GET ${new URL(address).origin}: more than ${MOST_REDIRECTS} redirects`);
}

function requireAllowed({ origin, username, password }: URL, origins: ReadonlySet<string>): void {
  if (!origins.has(origin)) throw new RemoteError(`${origin} is no origin that pictures may come from`);
  if (username !== '' || password !== '')
    throw new RemoteError(`${origin}: the address must not hold a name or a password`);
}

async function check(body: Buffer, place: string): Promise<CheckedImage> {
  try {
    return await checkImage(body);
  } catch (error) {
    throw error instanceof ImageError ? new RemoteError(`${place}: ${error.message}`) : error;
  }
}
