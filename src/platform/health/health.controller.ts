import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/index.js';
import { HealthAnswer, ProbeAnswer } from './health.answer.js';
import { HealthService } from './health.service.js';

/** What load balancers and orchestrators ask. */
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('health')
  @Public()
  @ApiOperation({ summary: 'Health of the service and its database' })
  @ApiOkResponse({ type: HealthAnswer })
  @ApiResponse({ status: 503, description: 'The database does not answer.', type: HealthAnswer })
  async overall(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    const status = (await this.health.databaseAnswers()) ? 'OK' : 'UNAVAILABLE';
    if (status !== 'OK') void reply.status(503);
    return { overall_status: status, detailed_status: { database_status: status } };
  }

  @Get('livez')
  @Public()
  @ApiOperation({
    summary: 'The process runs',
    description: 'Says nothing of the database: restarting would not help it.',
  })
  @ApiOkResponse({ type: ProbeAnswer })
  live(): ProbeAnswer {
    return { status: 'OK' };
  }

  @Get('readyz')
  @Public()
  @ApiOperation({ summary: 'The process can serve requests' })
  @ApiOkResponse({ type: ProbeAnswer })
  @ApiResponse({ status: 503, description: 'Not now: the database does not answer.', type: ProbeAnswer })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProbeAnswer> {
    if (await this.health.databaseAnswers()) return { status: 'OK' };
    void reply.status(503);
    return { status: 'UNAVAILABLE' };
  }
}
