import { Module } from '@nestjs/common';
import { SitesModule } from '../site/index.js';
import { UsersModule } from '../users/index.js';
import { SiteLogoController } from './site-logo.controller.js';
import { SiteController } from './site.controller.js';
import { UsersAdminService } from './users-admin.service.js';
import { UsersController } from './users.controller.js';

/** Routes with which staff set the installation's name and addresses, and the rights of users. */
@Module({
  imports: [SitesModule, UsersModule],
  controllers: [SiteController, SiteLogoController, UsersController],
  providers: [UsersAdminService],
})
export class IdentityAdminModule {}
