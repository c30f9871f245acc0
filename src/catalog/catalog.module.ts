import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogService } from './catalog.service.js';
import { catalogEntities } from './entities/index.js';

const TABLES = TypeOrmModule.forFeature(catalogEntities);

/** The catalog: organizations, courses, runs, programs and pathways. */
@Module({
  imports: [TABLES],
  providers: [CatalogService],
  exports: [TABLES, CatalogService],
})
export class CatalogModule {}
