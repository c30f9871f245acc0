import type { Logger } from '../platform/telemetry/index.js';

type Step = () => Promise<void> | void;

/** Signals so close to each other are one: at Ctrl-C in a terminal npm passes on what the service has got already. */
const ONE_SIGNAL_MS = 500;

/** Stops in reverse order everything that was started. Each step limits its own time. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private begunAt: number | undefined;
  private readonly hurrying = new AbortController();

  get begun(): boolean {
    return this.begunAt !== undefined;
  }

  /** Aborted when no step may wait any longer: at a second signal, or when the process cannot work any more. */
  get hurry(): AbortSignal {
    return this.hurrying.signal;
  }

  /** @param step stops what is being started now */
  add(step: Step): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step();
  }

  /** Stops everything and ends the process. A second call changes nothing. */
  end(exitCode: number, logger: Logger, farewell = ''): void {
    if (this.begun) return;
    this.begunAt = performance.now();
    if (exitCode !== 0) this.hurrying.abort();
    this.run().then(
      () => {
        logger.info('stopped');
        logger.flush(() => process.stdout.write(farewell, () => process.exit(exitCode || process.exitCode)));
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  }

  onSignals(logger: Logger, farewell: string): void {
    const onSignal = (signal: NodeJS.Signals) => {
      if (this.begunAt === undefined) {
        logger.info(`${signal}: finishing the requests in progress`);
        this.end(0, logger, farewell);
      } else if (performance.now() - this.begunAt > ONE_SIGNAL_MS && !this.hurry.aborted) {
        logger.warn(`${signal} again: ending at once`);
        process.exitCode = 1;
        this.hurrying.abort();
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  }
}
