import { Module } from '@nestjs/common';
import { CertificatePageModule } from '../certificate-page/index.js';
import { IdentityModule } from '../identity/index.js';
import { ErrorPages } from '../platform/http/index.js';
import { EntranceController } from './entrance.controller.js';
import { EntranceService } from './entrance.service.js';
import { PeoplePages } from './people-pages.js';

/** Where people arrive: the start page, sign-in and sign-out as the LMS calls them, and what they see when something fails. */
@Module({
  imports: [IdentityModule, CertificatePageModule],
  controllers: [EntranceController],
  providers: [EntranceService, { provide: ErrorPages, useClass: PeoplePages }],
})
export class EntranceModule {}
