import pino, { type Logger } from 'pino';

/** What is logged of each request. */
export interface AccessLine {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern and not the address: addresses hold usernames. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** The time as the other lines have it. All but the milliseconds is kept for a second: a whole text takes 1 µs to make. */
class IsoClock {
  private second = NaN;
  private start = '';

  now(): string {
    const now = Date.now();
    const milliseconds = now % 1000;
    if (now - milliseconds !== this.second) {
      this.second = now - milliseconds;
      this.start = new Date(now).toISOString().slice(0, -'000Z'.length);
    }
    return `${this.start}${String(milliseconds).padStart(3, '0')}Z`;
  }
}

/**
 * Writes one line a request, in the form and to the place of the logger's other lines, but put together here: these
 * values need no redaction, and the general way cost 4 % of the CPU time of a short request.
 */
export function createAccessLog(logger: Logger): (line: AccessLine) => void {
  if (!logger.isLevelEnabled('info')) return () => undefined;
  // The symbols are pino's documented way to integrate where speed matters.
  const stream = (logger as unknown as Record<symbol, pino.DestinationStream>)[pino.symbols.streamSym]!;
  const time = new IsoClock();
  return ({ requestId, method, route, status, milliseconds }) => {
    stream.write(
      `{"level":"info","time":"${time.now()}","requestId":${JSON.stringify(requestId)},"method":"${method}","route":${JSON.stringify(route)},"status":${status},"milliseconds":${milliseconds.toFixed(1)},"msg":"request"}\n`,
    );
  };
}
