import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailBrands } from './mail-brands.js';
import { Site } from './site.entity.js';
import { SitesService } from './sites.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Site])],
  providers: [SitesService, MailBrands],
  exports: [SitesService, MailBrands],
})
export class SitesModule {}
