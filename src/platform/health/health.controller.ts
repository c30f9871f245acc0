import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { REPEAT_SOON } from '../errors/index.js';
import { AnswersWithoutDatabase, Departure, Public } from '../http/index.js';
import { RETRY_AFTER } from '../openapi/index.js';
import { HealthAnswer, ProbeAnswer } from './health.answer.js';
import { HealthService } from './health.service.js';

/** Probes for load balancers and orchestrators. */
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly departure: Departure,
  ) {}

  @Get('health')
  @Public()
  @AnswersWithoutDatabase()
  @ApiOperation({ summary: 'Health of the service and its database' })
  @ApiOkResponse({ type: HealthAnswer, description: 'Both answer.' })
  @ApiResponse({
    status: 503,
    description: 'The database does not answer, or the process is about to stop.',
    headers: RETRY_AFTER,
    type: HealthAnswer,
    example: { overall_status: 'UNAVAILABLE', detailed_status: { database_status: 'UNAVAILABLE' } },
  })
  async overall(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    const database = (await this.health.databaseAnswers()) ? 'OK' : 'UNAVAILABLE';
    const overall = this.departure.hasBegun ? 'UNAVAILABLE' : database;
    if (overall !== 'OK') void reply.status(503).headers(REPEAT_SOON);
    return { overall_status: overall, detailed_status: { database_status: database } };
  }

  @Get('livez')
  @Public()
  @AnswersWithoutDatabase()
  @ApiOperation({
    summary: 'The process runs',
    description: 'Says nothing of the database: restarting would not help it.',
  })
  @ApiOkResponse({ type: ProbeAnswer, description: 'Yes.' })
  live(): ProbeAnswer {
    return { status: 'OK' };
  }

  @Get('readyz')
  @Public()
  @AnswersWithoutDatabase()
  @ApiOperation({ summary: 'The process can serve requests' })
  @ApiOkResponse({ type: ProbeAnswer, description: 'Yes.' })
  @ApiResponse({
    status: 503,
    description: 'Not now: the database does not answer, or the process is about to stop.',
    headers: RETRY_AFTER,
    type: ProbeAnswer,
    example: { status: 'UNAVAILABLE' },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProbeAnswer> {
    if (!this.departure.hasBegun && (await this.health.databaseAnswers())) return { status: 'OK' };
    void reply.status(503).headers(REPEAT_SOON);
    return { status: 'UNAVAILABLE' };
  }
}
