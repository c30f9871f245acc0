import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../catalog/index.js';
import { CompletionMails } from './delivery/completion-mails.js';
import { CompletionMailTemplate } from './entities/completion-mail-template.entity.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TemplatesService } from './templates/templates.service.js';

/** Congratulates learners who complete a program. */
@Module({
  imports: [CatalogModule, TypeOrmModule.forFeature([CompletionMailTemplate])],
  controllers: [TemplatesController],
  providers: [TemplatesService, CompletionMails],
})
export class CompletionMailModule {}
