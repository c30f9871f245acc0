import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SiteLogo } from './site-logo.entity.js';
import { SiteLogoService } from './site-logo.service.js';
import { MailBrands } from './mail-brands.js';
import { Site } from './site.entity.js';
import { SitesService } from './sites.service.js';
import { ThemeLogo } from './theme-logo.js';

@Module({
  imports: [TypeOrmModule.forFeature([Site, SiteLogo])],
  providers: [SitesService, SiteLogoService, ThemeLogo, MailBrands],
  exports: [SitesService, SiteLogoService, MailBrands],
})
export class SitesModule {}
