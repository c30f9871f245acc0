import { readFile, stat } from 'node:fs/promises';

/** A source of the JWK set. */
export interface JwkSource {
  /** Time between checks for a change; undefined when the set cannot change. */
  readonly intervalMs: number | undefined;
  /** Whether the service refuses to start without the set. */
  readonly required: boolean;
  /** The set's text; undefined when it is certainly unchanged since the last call. */
  read(): Promise<string | undefined>;
}

const MINUTE_MS = 60_000;
const LARGEST_SET_BYTES = 256 * 1024;
const FETCH_TIMEOUT_MS = 5000;

/** Reads the setting: JSON text, an https address, or else the path of a file. */
export function jwkSource(setting: string): JwkSource {
  if (setting.startsWith('{')) return new TextSource(setting);
  return /^https:\/\//i.test(setting) ? new UrlSource(setting) : new FileSource(setting);
}

class TextSource implements JwkSource {
  readonly intervalMs = undefined;
  readonly required = true;

  constructor(private readonly text: string) {}

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }
}

class FileSource implements JwkSource {
  readonly intervalMs = MINUTE_MS;
  readonly required = true;
  private version = '';

  constructor(private readonly path: string) {}

  async read(): Promise<string | undefined> {
    const { mtimeMs, size, ino } = await stat(this.path);
    const version = `${mtimeMs} ${size} ${ino}`;
    if (version === this.version) return undefined;
    const text = await readFile(this.path, 'utf8');
    this.version = version;
    return text;
  }
}

/** Not required: the LMS may start later or be down for a while. The service runs and refuses its tokens until then. */
export class UrlSource implements JwkSource {
  readonly intervalMs = 5 * MINUTE_MS;
  readonly required = false;

  constructor(private readonly url: string) {}

  async read(): Promise<string> {
    const response = await fetch(this.url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`it answered with status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      // An error ends the loop, which cancels the download.
      if (bytes > LARGEST_SET_BYTES) throw new Error(`it is larger than ${LARGEST_SET_BYTES} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
