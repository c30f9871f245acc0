export interface ParsedMail {
  /** Header fields in their order, unfolded, with encoded words decoded. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly html: string;
  /** The values of a field; the letter case of its name does not matter. */
  all(name: string): string[];
}

/** Reads a mail of two alternatives, text and HTML, as it went over the wire. */
export function parseMail(raw: string | Buffer): ParsedMail {
  const { headers, body } = split(raw.toString());
  const all = (name: string) =>
    headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  const boundary = /boundary="?([^";]+)"?/.exec(all('content-type')[0] ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).slice(1, -1).map(readPart);
  const content = (type: string) => parts.find((part) => part.type.startsWith(type))?.content ?? '';
  return { headers, text: content('text/plain'), html: content('text/html'), all };
}

function split(raw: string): { headers: (readonly [string, string])[]; body: string } {
  const [head = '', ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const headers = head
    .replace(/\n[ \t]+/g, ' ')
    .split('\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), decodeWords(line.slice(colon + 1).trim())] as const;
    });
  return { headers, body: rest.join('\n\n') };
}

function readPart(part: string): { type: string; content: string } {
  const { headers, body } = split(part.replace(/^\r?\n/, ''));
  const value = (name: string) => headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? '';
  return { type: value('content-type'), content: decodeBody(body, value('content-transfer-encoding')) };
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') return quotedPrintable(body.replace(/=\r?\n/g, ''));
  return body;
}

function decodeWords(value: string): string {
  return value
    .replace(/(=\?[^?]+\?[qb]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?[^?]+\?([qb])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('latin1')
        : quotedPrintable(text.replaceAll('_', ' '), 'latin1'),
    )
    .replace(/[\x80-\xff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString());
}

function quotedPrintable(text: string, encoding: BufferEncoding = 'utf8'): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString(encoding);
}
