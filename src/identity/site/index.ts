export { MailBrands } from './mail-brands.js';
export { Site, SITE_ID } from './site.entity.js';
export { SitesModule } from './sites.module.js';
export { SitesService } from './sites.service.js';
