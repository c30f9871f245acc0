import { Username } from './user-section.js';

/** The users of two neighbouring services. The environment names them too, and decides. */
export class ServiceUsersSection {
  /** May ask for certificate status; `LEARNER_STATUS_WORKER`. */
  @Username({ optional: true })
  learner_status_worker?: string;

  /** May rename learners; `USERNAME_REPLACEMENT_WORKER`. */
  @Username({ optional: true })
  username_replacement_worker?: string;
}
