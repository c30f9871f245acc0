export { SiteLogo } from './site-logo.entity.js';
export { SiteLogoService } from './site-logo.service.js';
export { MAIL_LOGO, MailBrands } from './mail-brands.js';
export { Site, SITE_ID } from './site.entity.js';
export { SitesModule } from './sites.module.js';
export { SitesService } from './sites.service.js';
