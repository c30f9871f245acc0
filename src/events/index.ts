import { EventInboxRow } from './inbox/event-inbox.entity.js';

export { CERTIFICATE_TOPIC } from './codec/schemas.js';
export { EventsModule } from './events.module.js';
export { InboxCleaner } from './inbox/inbox-cleaner.js';
export { BusAway } from './transport/bus.js';
export { busOf } from './transport/open-bus.js';

/** The tables of this module, for the data source. */
export const eventEntities = [EventInboxRow];
