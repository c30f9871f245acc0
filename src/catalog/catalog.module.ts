import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogService } from './catalog.service.js';
import { catalogEntities } from './entities/index.js';

/** What the institutions teach. */
@Module({
  imports: [TypeOrmModule.forFeature(catalogEntities)],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
