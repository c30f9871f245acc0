import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/index.js';
import { SitesModule } from '../site/index.js';
import { UsersModule } from '../users/index.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeysService } from './api-keys/api-keys.service.js';
import { SiteLogoController } from './site-logo.controller.js';
import { SiteController } from './site.controller.js';
import { UsersAdminService } from './users-admin.service.js';
import { UsersController } from './users.controller.js';

/** Routes with which staff set the installation's name and addresses, and the rights of users. */
@Module({
  imports: [ApiKeysModule, SitesModule, UsersModule],
  controllers: [ApiKeysController, SiteController, SiteLogoController, UsersController],
  providers: [ApiKeysService, UsersAdminService],
})
export class IdentityAdminModule {}
