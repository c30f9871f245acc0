import { OutboxRelay } from './outbox-relay.js';
import { OutcomeRecorder } from './outcome-recorder.js';

/** The loggers that tell of deliveries, by name. */
export const OUTBOX_LOGGERS: readonly string[] = [OutboxRelay.name, OutcomeRecorder.name];
