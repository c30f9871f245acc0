import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogService } from './catalog.service.js';
import { catalogEntities } from './entities/index.js';
import { OrganizationLogosService } from './organization-logos.service.js';

const TABLES = TypeOrmModule.forFeature(catalogEntities);

/** The catalog: organizations, courses, runs, programs and pathways. */
@Module({
  imports: [TABLES],
  providers: [CatalogService, OrganizationLogosService],
  exports: [TABLES, CatalogService, OrganizationLogosService],
})
export class CatalogModule {}
