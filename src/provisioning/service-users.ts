import type { Config } from '../config/index.js';
import type { ServiceUsersSection } from './description/service-users-section.js';

/** The described service users, each as its key and username. */
export function serviceUsersOf(section: ServiceUsersSection = {}): [key: string, username: string][] {
  const keys = ['learner_status_worker', 'username_replacement_worker'] as const;
  return keys.flatMap((key) => (section[key] === undefined ? [] : [[key, section[key]]]));
}

/** Warns of a description that disagrees with the environment, which alone gives service users their rights. */
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
