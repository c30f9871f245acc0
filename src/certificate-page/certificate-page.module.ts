import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/index.js';
import { IdentityModule } from '../identity/index.js';
import { CertificatePageController } from './certificate-page.controller.js';
import { CertificatePageService } from './certificate-page.service.js';
import { MessagePages } from './message-pages.js';
import { PageAssetsController } from './page-assets.controller.js';
import { PageAssets } from './page-assets.js';
import { PageRenderer } from './page-renderer.js';
import { SheetMetrics } from './sheet/sheet.metrics.js';
import { SheetRenderer } from './sheet/sheet-renderer.js';
import { WayOn } from './way-on.js';

@Module({
  imports: [CredentialsModule, IdentityModule],
  controllers: [CertificatePageController, PageAssetsController],
  providers: [
    CertificatePageService,
    MessagePages,
    PageAssets,
    PageRenderer,
    WayOn,
    SheetRenderer,
    SheetMetrics,
  ],
  exports: [MessagePages],
})
export class CertificatePageModule {}
