import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { AnswersWithoutDatabase, Public } from '../http/index.js';
import { Metrics } from './metrics.js';

/** The figures for Prometheus. */
@ApiTags('Health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Public()
  @AnswersWithoutDatabase()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiOperation({
    summary: 'Figures of this process for Prometheus',
    description:
      'In the text format 0.0.4. Holds no data of people, but is meant for the inside: a proxy should not pass it on. ' +
      'While the database does not answer, `database_up` is 0 and what is read from the database is left out.',
  })
  @ApiOkResponse({
    description: 'The figures.',
    content: {
      'text/plain': {
        schema: { type: 'string' },
        example: '# HELP database_up Whether the database answers\n# TYPE database_up gauge\ndatabase_up 1\n',
      },
    },
  })
  scrape(): Promise<string> {
    return this.metrics.text();
  }
}
