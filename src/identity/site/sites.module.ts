import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Site } from './site.entity.js';
import { SitesService } from './sites.service.js';

const TABLES = TypeOrmModule.forFeature([Site]);

/** The installation's name and addresses. */
@Module({ imports: [TABLES], providers: [SitesService], exports: [TABLES, SitesService] })
export class SitesModule {}
