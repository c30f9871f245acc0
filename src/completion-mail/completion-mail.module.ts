import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/index.js';
import { CompletionMails } from './delivery/completion-mails.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TemplatesService } from './templates/templates.service.js';

/** Congratulations to learners who complete a program. */
@Module({
  imports: [CatalogModule],
  controllers: [TemplatesController],
  providers: [TemplatesService, CompletionMails],
})
export class CompletionMailModule {}
