import { Module } from '@nestjs/common';
import { Mailer } from './mailer.js';

/** Sends mails; when and how often is the outbox's business. */
@Module({ providers: [Mailer], exports: [Mailer] })
export class MailModule {}
