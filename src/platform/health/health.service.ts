import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/index.js';
import { ping } from './health.sql.js';

/** A slower probe gets UNAVAILABLE. */
const PROBE_TIMEOUT_MS = 3000;

@Injectable()
export class HealthService {
  private readonly logger = new Logger(HealthService.name);

  constructor(private readonly database: Database) {}

  /** Whether the database answers in time. If not, the reason is logged. */
  async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${PROBE_TIMEOUT_MS} ms`)),
        PROBE_TIMEOUT_MS,
      );
    });
    try {
      await Promise.race([this.database.run(ping, []), late]);
      return true;
    } catch (error) {
      this.logger.warn(`The database does not answer: ${(error as Error).message}`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
