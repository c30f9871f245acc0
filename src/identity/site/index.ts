export { Site } from './site.entity.js';
export { SitesModule } from './sites.module.js';
export { type SiteDescription, SitesService } from './sites.service.js';
