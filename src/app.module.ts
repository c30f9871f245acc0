import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CertStatusModule } from './cert-status/index.js';
import { CertificatePageModule } from './certificate-page/index.js';
import { AdministrationModule } from './administration/index.js';
import { CatalogModule } from './catalog/index.js';
import { CatalogSyncModule } from './catalog-sync/index.js';
import { CertificatesModule } from './certificates/index.js';
import { CompletionMailModule } from './completion-mail/index.js';
import { CredentialsModule } from './credentials/index.js';
import { CreditPathwaysModule } from './credit-pathways/index.js';
import { dataSourceOptions } from './data-source.js';
import { GradesModule } from './grades/index.js';
import { IdentityModule } from './identity/index.js';
import { type Config, ConfigModule } from './platform/config/index.js';
import { DatabaseModule } from './platform/database/index.js';
import { HealthModule } from './platform/health/index.js';
import { MetricsModule } from './platform/metrics/index.js';
import { ProvisioningModule } from './provisioning/index.js';
import { UsernameReplacementModule } from './username-replacement/index.js';
import { RecordsModule } from './records/index.js';

/** The only place that lists all modules. */
@Module({})
export class AppModule {
  static register(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(config),
        TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl), retryAttempts: 0 }),
        DatabaseModule,
        HealthModule,
        MetricsModule,
        IdentityModule,
        CatalogModule,
        CertificatesModule,
        CredentialsModule,
        GradesModule,
        CertStatusModule,
        UsernameReplacementModule,
        CreditPathwaysModule,
        RecordsModule,
        CertificatePageModule,
        CompletionMailModule,
        CatalogSyncModule,
        AdministrationModule,
        ProvisioningModule,
      ],
    };
  }
}
