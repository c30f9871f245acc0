/** The options of every connection of the service. */
export const CONNECTION_OPTIONS = {
  // Times without an offset are UTC.
  options: '-c timezone=UTC',
  // After a failover or behind a firewall the other side may be silently gone: about ten probes notice it.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;
