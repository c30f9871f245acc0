import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogModule } from '../catalog/index.js';
import { IdentityModule } from '../identity/index.js';
import { CompletionMailSubscriber } from './delivery/completion-mail.subscriber.js';
import { completionMailEntities } from './entities/index.js';
import { CompletionMailsController } from './mails/completion-mails.controller.js';
import { CompletionMailsService } from './mails/completion-mails.service.js';
import { TemplatesController } from './templates/templates.controller.js';
import { TemplatesService } from './templates/templates.service.js';

/** Congratulates learners who complete a program. */
@Module({
  imports: [IdentityModule, CatalogModule, TypeOrmModule.forFeature(completionMailEntities)],
  controllers: [TemplatesController, CompletionMailsController],
  providers: [TemplatesService, CompletionMailsService, CompletionMailSubscriber],
})
export class CompletionMailModule {}
