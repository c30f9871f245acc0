import { Module } from '@nestjs/common';
import { SitesService } from './sites.service.js';

/** The installation's name and addresses. */
@Module({ providers: [SitesService], exports: [SitesService] })
export class SitesModule {}
