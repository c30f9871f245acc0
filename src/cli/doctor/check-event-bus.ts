import type { Config } from '../../config/index.js';
import { BusAway, busOf, CERTIFICATE_TOPIC } from '../../events/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'event bus';

/** Older than a worker takes, and than another one waits to take over from a dead one. */
const LATE_SECONDS = 300;

/** Whether the event bus answers, and whether workers keep up with it. */
export async function checkEventBus({ eventBus }: Config): Promise<Finding[]> {
  if (eventBus === undefined) return [ok(SUBJECT, 'none is set: the LMS calls the service')];
  const { bus } = busOf(eventBus);
  const { kind } = eventBus.server;
  const topic = eventBus.topicPrefix + CERTIFICATE_TOPIC;
  try {
    const place = await bus.check();
    const { isUsed, lag, pending = 0, oldestPendingSeconds = 0 } = await bus.stateOf(CERTIFICATE_TOPIC);
    const found = [
      `${place} answers`,
      ...(eventBus.reads && lag !== undefined && isUsed !== false
        ? [`${counted(lag, 'entry is', 'entries are')} still to be read from ${topic}`]
        : []),
      ...(eventBus.reads ? [] : ['nothing is read (EVENT_BUS_CONSUME)']),
      ...(eventBus.writes ? [] : ['nothing is written (EVENT_BUS_PRODUCE)']),
    ].join('; ');
    // A misspelt prefix looks like a quiet LMS.
    if (eventBus.reads && isUsed === false)
      return [
        note(
          SUBJECT,
          `${found}; nobody has ever written to ${topic}`,
          'set EVENT_BUS_TOPIC_PREFIX as in the LMS, and let the LMS write its events of certificates',
        ),
      ];
    if (!eventBus.reads || oldestPendingSeconds < LATE_SECONDS) return [ok(SUBJECT, found)];
    return [
      note(
        SUBJECT,
        `${found}; ${pending} were read and not acknowledged, the oldest ${Math.floor(oldestPendingSeconds / 60)} minutes ago`,
        'start a process with ROLE=all or ROLE=worker, or see its log',
      ),
    ];
  } catch (error) {
    if (!(error instanceof BusAway)) throw error;
    return [
      failed(
        SUBJECT,
        error.message,
        `start it, or correct EVENT_BUS_URL${kind === 'kafka' ? ' and EVENT_BUS_SCHEMA_REGISTRY_URL' : ''}`,
      ),
    ];
  } finally {
    await bus.close();
  }
}
