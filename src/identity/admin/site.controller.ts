import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireStaff } from '../auth/access/access.decorators.js';
import { SitesService } from '../site/index.js';
import { AnswersTagged, AnswersValidationError, IfMatch, TakesIfMatch } from '../../platform/http/index.js';
import { SiteAnswer, SiteBody } from '../site/site.dto.js';

/** The installation's name and its neighbours' addresses. */
@ApiTags('Administration')
@Controller('api/v2/admin/site')
export class SiteController {
  constructor(private readonly sites: SitesService) {}

  @Get()
  @ApiOperation({ summary: 'Read the settings of the installation' })
  @RequireStaff()
  @AnswersTagged(SiteAnswer)
  read(): Promise<string> {
    return this.sites.read();
  }

  @Put()
  @ApiOperation({ summary: 'Set the settings of the installation', description: 'As a whole.' })
  @RequireStaff()
  @TakesIfMatch()
  @AnswersTagged(SiteAnswer)
  @AnswersValidationError()
  replace(@Body() body: SiteBody, @IfMatch() ifMatch: string | undefined): Promise<string> {
    return this.sites.replace(body, ifMatch);
  }
}
