import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountMergeModule } from './account-merge/index.js';
import { CertStatusModule } from './cert-status/index.js';
import { CertificatePageModule } from './certificate-page/index.js';
import { CatalogAdminModule, CatalogModule, CatalogSyncModule } from './catalog/index.js';
import { CertificatesAdminModule, CertificatesModule } from './certificates/index.js';
import { CompletionMailModule } from './completion-mail/index.js';
import { CredentialsModule } from './credentials/index.js';
import { CreditPathwaysModule } from './credit-pathways/index.js';
import { dataSourceOptions } from './data-source.js';
import { DeliveriesModule } from './deliveries/index.js';
import { EntranceModule } from './entrance/index.js';
import { EventsModule } from './events/index.js';
import { GradesModule } from './grades/index.js';
import { IdentityAdminModule, IdentityModule } from './identity/index.js';
import { type Config, ConfigModule, platformOptions } from './config/index.js';
import { AuditLogModule } from './platform/audit/index.js';
import { AuditModule } from './audit/index.js';
import { DatabaseModule } from './platform/database/index.js';
import { HealthModule } from './platform/health/index.js';
import { MailModule } from './platform/mail/index.js';
import { MetricsModule } from './platform/metrics/index.js';
import { MovingModule } from './moving/index.js';
import { OutboxModule } from './platform/outbox/index.js';
import { ProvisioningModule } from './provisioning/index.js';
import { UsernameReplacementModule } from './username-replacement/index.js';
import { ReconcileModule } from './reconcile/index.js';
import { RetirementModule } from './retirement/index.js';
import { RecordsModule } from './records/index.js';
import { WebhooksModule } from './webhooks/index.js';

/** The only place that lists all modules. */
@Module({})
export class AppModule {
  static register(config: Config, databaseUrl: string): DynamicModule {
    const { database, mail, outbox, build } = platformOptions(config);
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl, database.limits), retryAttempts: 0 }),
        DatabaseModule.register(database),
        AuditLogModule,
        OutboxModule.register(outbox),
        MailModule.register(mail),
        HealthModule,
        MetricsModule.register(build),
        IdentityModule,
        CatalogModule,
        CertificatesModule,
        CredentialsModule,
        AuditModule,
        GradesModule,
        CertStatusModule,
        UsernameReplacementModule,
        CreditPathwaysModule,
        RecordsModule,
        CertificatePageModule,
        CompletionMailModule,
        WebhooksModule,
        EventsModule,
        DeliveriesModule,
        CatalogSyncModule,
        IdentityAdminModule,
        CertificatesAdminModule,
        CatalogAdminModule,
        ProvisioningModule,
        RetirementModule,
        AccountMergeModule,
        ReconcileModule,
        MovingModule,
        EntranceModule,
      ],
    };
  }
}
