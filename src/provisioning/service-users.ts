import type { Config } from '../config/index.js';
import type { ServiceUsersSection } from './description/service-users-section.js';

/** The names of the service users in a description. */
export function serviceUserNames(section: ServiceUsersSection = {}): string[] {
  return [section.learner_status_worker, section.username_replacement_worker].filter(
    (name): name is string => name !== undefined,
  );
}

/** Service users get their rights from the environment alone. A description that disagrees with it gets a warning. */
export function serviceUserWarnings(section: ServiceUsersSection = {}, config: Config): string[] {
  return [
    ...warning(
      'learner_status_worker',
      section.learner_status_worker,
      'LEARNER_STATUS_WORKER',
      config.learnerStatusWorker,
    ),
    ...warning(
      'username_replacement_worker',
      section.username_replacement_worker,
      'USERNAME_REPLACEMENT_WORKER',
      config.usernameReplacementWorker,
    ),
  ];
}

function warning(
  key: string,
  described: string | undefined,
  variable: string,
  configured: string | undefined,
) {
  if (described === undefined || described.toLowerCase() === configured?.toLowerCase()) return [];
  const actual = configured === undefined ? 'is not set' : `is "${configured}"`;
  return [`service_users.${key} is "${described}" but ${variable} ${actual}; the variable is what counts`];
}
