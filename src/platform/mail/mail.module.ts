import { type DynamicModule, Module } from '@nestjs/common';
import { MailOptions } from './mail-options.js';
import { Mailer } from './mailer.js';

/** Makes the mailer injectable everywhere. The outbox decides when and how often a mail is tried. */
@Module({})
export class MailModule {
  static register(options: MailOptions): DynamicModule {
    return {
      module: MailModule,
      global: true,
      providers: [{ provide: MailOptions, useValue: options }, Mailer],
      exports: [Mailer],
    };
  }
}
