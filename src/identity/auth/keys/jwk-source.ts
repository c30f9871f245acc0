import { readFile, stat } from 'node:fs/promises';

/** Where the JWK set comes from. */
export interface JwkSource {
  /** Milliseconds between looks for a change; undefined when there is nothing to look for. */
  readonly interval: number | undefined;
  /** Whether the service must not start without it. */
  readonly required: boolean;
  /** The set's text, or undefined when it is certain not to have changed since the last call. */
  read(): Promise<string | undefined>;
}

const MINUTE_MS = 60_000;
const LARGEST_SET_BYTES = 256 * 1024;
const TIMEOUT_MS = 5000;

/** What the setting means: JSON text, an https address, or else a file's path. */
export function jwkSource(setting: string): JwkSource {
  if (setting.startsWith('{')) return new TextSource(setting);
  return /^https:\/\//i.test(setting) ? new UrlSource(setting) : new FileSource(setting);
}

class TextSource implements JwkSource {
  readonly interval = undefined;
  readonly required = true;

  constructor(private readonly text: string) {}

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }
}

class FileSource implements JwkSource {
  readonly interval = MINUTE_MS;
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

/** The LMS may start after this service or be away for a while: then its tokens wait, the service does not. */
export class UrlSource implements JwkSource {
  readonly interval = 5 * MINUTE_MS;
  readonly required = false;

  constructor(private readonly url: string) {}

  async read(): Promise<string> {
    const response = await fetch(this.url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`it answered with status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the download.
      if (bytes > LARGEST_SET_BYTES) throw new Error(`it is larger than ${LARGEST_SET_BYTES} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
