import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '../platform/errors/index.js';
import { AnswersErrorPages, AnswersWithoutDatabase, Public } from '../platform/http/index.js';
import { AnswersFile, AnswersNothingToShow, send } from './certificate-page.controller.js';
import { asset } from './file-answer.js';
import { PageAssets } from './page-assets.js';

/** Pictures and fonts that every page loads. */
@ApiTags('Certificate pages')
@Controller('credentials/assets')
export class PageAssetsController {
  constructor(private readonly assets: PageAssets) {}

  @Get('favicon.svg')
  @ApiOperation({ summary: 'The icon of the pages' })
  @Public()
  @AnswersWithoutDatabase()
  @AnswersFile(
    'image/svg+xml',
    'A seal in the configured colours.',
    '<svg xmlns="http://www.w3.org/2000/svg">…',
  )
  favicon(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, asset('image/svg+xml', this.assets.favicon));
  }

  @Get('fonts/:name')
  @ApiOperation({
    summary: 'A font of the pages',
    description: 'EB Garamond, one file for a range of letters and a style, as the stylesheet names them.',
  })
  @Public()
  @AnswersErrorPages()
  @AnswersWithoutDatabase()
  @ApiParam({ name: 'name', description: 'Name of the file.', example: 'eb-garamond-latin-400-normal.woff2' })
  @AnswersFile('font/woff2', 'The font.')
  @AnswersNothingToShow()
  font(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('name') name: string): void {
    const font = this.assets.fonts.get(name);
    if (font === undefined) throw new NotFoundError();
    send(request, reply, asset('font/woff2', font));
  }
}
