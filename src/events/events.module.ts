import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CredentialsModule } from '../credentials/index.js';
import { IdentityModule } from '../identity/index.js';
import { EventBusConnection } from './event-bus-connection.js';
import { EventBusMetrics } from './event-bus.metrics.js';
import { EventInboxRow } from './inbox/event-inbox.entity.js';
import { InboxCleaner } from './inbox/inbox-cleaner.js';
import { CertificateReports } from './received/certificate-reports.js';
import { EventReader } from './received/event-reader.js';
import { EventReceiver } from './received/event-receiver.js';
import { KeptEventsSubscriber } from './received/kept-events.subscriber.js';
import { ReceivedCounts } from './received/received-counts.js';
import { ProgramCertificatesSubscriber } from './sent/program-certificates.subscriber.js';

/** The event bus of Open edX: hears of certificates of courses, and tells of those of programs. */
@Module({
  imports: [IdentityModule, CredentialsModule, TypeOrmModule.forFeature([EventInboxRow])],
  providers: [
    EventBusConnection,
    EventBusMetrics,
    CertificateReports,
    EventReceiver,
    EventReader,
    InboxCleaner,
    KeptEventsSubscriber,
    ReceivedCounts,
    ProgramCertificatesSubscriber,
  ],
  exports: [InboxCleaner],
})
export class EventsModule {}
