import type { ClientBase, PoolConfig } from 'pg';
import type { TimeLimits } from './time-limits.js';

/** Seconds until the system gives up a connection whose other side has vanished without a word. */
const VANISHED_SECONDS = 30;

/** How often PostgreSQL looks during a long statement whether its client is still there. */
const CLIENT_CHECK_MS = 1000;

/** Longest wait for the settings of a new connection. */
const SETTING_TIMEOUT_MS = 5000;

/**
 * The options of every connection of the service.
 * @param limits of its statements; without them they may take any time, as migrations do
 */
export function connectionOptions(limits?: TimeLimits): PoolConfig {
  const settings = { text: sessionSettings(limits), query_timeout: SETTING_TIMEOUT_MS };
  return {
    // After a failover or behind a firewall the other side may be silently gone: about ten probes notice it.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A statement and not start-up parameters: poolers refuse those, or drop them without a word.
    onConnect: (client: ClientBase): unknown => client.query(settings),
    ...(limits && { connectionTimeoutMillis: limits.connectMs }),
  };
}

/** Sets up a session in one statement. PostgreSQL for other systems than Linux may refuse to look for its client. */
function sessionSettings(limits?: TimeLimits): string {
  const settings = {
    // Times without an offset are UTC.
    timezone: 'UTC',
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '4',
    tcp_user_timeout: `${VANISHED_SECONDS}s`,
    ...(limits && {
      statement_timeout: `${limits.statementMs}ms`,
      lock_timeout: `${limits.lockMs}ms`,
      idle_in_transaction_session_timeout: `${limits.idleMs}ms`,
    }),
  };
  const calls = Object.entries(settings).map(([name, value]) => setting(name, value));
  const check = setting('client_connection_check_interval', `${CLIENT_CHECK_MS}ms`);
  return `select ${calls.join(', ')}, case when version() ~ 'linux' then ${check} end`;
}

function setting(name: string, value: string): string {
  return `set_config('${name}', '${value}', false)`;
}
