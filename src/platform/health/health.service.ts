import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/index.js';
import { describeError } from '../errors/index.js';
import { ping } from './health.sql.js';

/** A slower probe gets UNAVAILABLE. */
const PROBE_TIMEOUT_MS = 3000;

@Injectable()
export class HealthService {
  private readonly logger = new Logger(HealthService.name);

  constructor(private readonly database: Database) {}

  /** Whether the database answers in time. If not, the reason is logged. */
  async databaseAnswers(): Promise<boolean> {
    try {
      await this.database.run(ping, [], PROBE_TIMEOUT_MS);
      return true;
    } catch (error) {
      this.logger.warn(`The database does not answer: ${describeError(error)}`);
      return false;
    }
  }
}
