import type { Logger } from '../platform/telemetry/index.js';

type Step = () => Promise<void> | void;

/** Stops in reverse order everything that was started. Each step limits its own time. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private stopping = false;

  get begun(): boolean {
    return this.stopping;
  }

  /** @param step stops what is being started now */
  add(step: Step): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step();
  }

  /** Stops everything and ends the process. A second call changes nothing. */
  end(exitCode: number, logger: Logger): void {
    if (this.stopping) return;
    this.stopping = true;
    this.run().then(
      () => process.exit(exitCode || process.exitCode),
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  }

  onSignals(logger: Logger): void {
    const onSignal = (signal: NodeJS.Signals) => {
      if (!this.stopping) logger.info(`${signal}: finishing the requests in progress`);
      this.end(0, logger);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  }
}
