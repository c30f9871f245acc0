import { OperatorError } from '../../../platform/errors/index.js';

/** Where the database of Open edX is. */
export interface SourceAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Whether the connection is encrypted, and whether the certificate of the server is checked. */
  readonly tls: 'off' | 'unchecked' | 'on';
}

const USUAL_PORT = 3306;

/** @throws OperatorError for anything but `mysql://user:password@host[:port]/database[?tls=on|unchecked]` */
export function readSourceAddress(text: string): SourceAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const [database = '', ...rest] = (url?.pathname ?? '').slice(1).split('/').map(decoded);
  const tls = url?.searchParams.get('tls') ?? 'off';
  const isFit =
    url !== undefined &&
    /^(mysql|mariadb):$/.test(url.protocol) &&
    url.hostname !== '' &&
    database !== '' &&
    rest.length === 0 &&
    [...url.searchParams.keys()].every((name) => name === 'tls') &&
    (tls === 'off' || tls === 'unchecked' || tls === 'on');
  // The text itself is never quoted: it may hold a password.
  if (!isFit)
    throw new OperatorError(
      'The source is not an address such as mysql://user:password@host:3306/credentials (special characters of the ' +
        'password as %-codes; ?tls=on encrypts).',
    );
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || USUAL_PORT),
    user: decoded(url.username),
    password: decoded(url.password),
    database,
    tls,
  };
}

/** For messages: without user and password. */
export function nameOfSource({ host, port, database }: SourceAddress): string {
  return `${host}:${port}/${database}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
