import type { EnvironmentReader } from './environment-reader.js';

const POSTGRES = ['postgres', 'postgresql'];

/**
 * Where the service is reached and keeps its data. What suits a developer's machine would be a mistake in production,
 * unless a setting says that it is meant.
 */
export function readInstallation(read: EnvironmentReader, production: boolean, port: number) {
  const publicUrl = read.webRoot('PUBLIC_URL') ?? `http://localhost:${port}`;
  const databaseUrl = read.url('DATABASE_URL', POSTGRES);
  const mayBeLocal = read.boolean('ALLOW_LOCAL_PUBLIC_URL', false);
  const mayBeEmbedded = read.boolean('ALLOW_EMBEDDED_DATABASE', false);
  if (production && !mayBeLocal && isLocalAddress(publicUrl)) {
    read.problem(
      'PUBLIC_URL must be the address under which others reach the service in production, not one of this machine ' +
        '(ALLOW_LOCAL_PUBLIC_URL=true permits it)',
    );
  }
  if (production && !mayBeEmbedded && databaseUrl === undefined) {
    read.problem('DATABASE_URL is required in production (ALLOW_EMBEDDED_DATABASE=true does without)');
  }
  return {
    publicUrl: publicUrl.replace(/\/+$/, ''),
    databaseUrl,
    databaseReplicaUrls: read.urls('DATABASE_REPLICA_URLS', POSTGRES),
  };
}

/** Whether only this machine reaches the address. */
export function isLocalAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const hostname = new URL(address).hostname.replace(/\.$/, '');
  return (
    /^(?:.*\.)?localhost$/.test(hostname) ||
    /^127(?:\.\d+){3}$|^0\.0\.0\.0$/.test(hostname) ||
    /^\[(?:::1?|::ffff:7f[\da-f]{2}:[\da-f]{1,4})\]$/.test(hostname)
  );
}
