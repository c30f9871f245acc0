import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireStaff } from '../auth/access/access.decorators.js';
import { AnswersTagged, AnswersValidationError, IfMatch, TakesIfMatch } from '../../platform/http/index.js';
import { SiteAnswer, SiteBody } from './site.dto.js';
import { SiteService } from './site.service.js';

/** What the installation is called and where its neighbours are. */
@ApiTags('Administration')
@Controller('api/v2/admin/site')
export class SiteController {
  constructor(private readonly site: SiteService) {}

  @Get()
  @ApiOperation({ summary: 'Read the settings of the installation' })
  @RequireStaff()
  @AnswersTagged(SiteAnswer)
  read(): Promise<string> {
    return this.site.read();
  }

  @Put()
  @ApiOperation({ summary: 'Set the settings of the installation', description: 'As a whole.' })
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(SiteAnswer)
  @AnswersValidationError()
  replace(@Body() body: SiteBody, @IfMatch() ifMatch: string | undefined): Promise<string> {
    return this.site.replace(body, ifMatch);
  }
}
