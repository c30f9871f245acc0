import { defineTopic } from '../../platform/outbox/index.js';

/** An event of the bus that could not be applied when it was read. */
export const eventKept = defineTopic<{ inboxId: number }>('bus.received', 1);

/** The subscriber that tries again. Migration 1764000002110 wakes it by this name. */
export const KEPT_EVENTS = 'events.certificates';

/** The subject of a kept event that waits for a course run, by the key as the database folds it; as in migration 1764000002110. */
export const subjectOfRun = (folded: string) => `course-run:${folded}`;
