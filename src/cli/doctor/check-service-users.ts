import type { DataSource } from 'typeorm';
import type { Config } from '../../config/index.js';
import { named, User } from '../../identity/index.js';
import { failed, type Finding, note, ok } from './check.js';

/** Whether the users of the neighbouring services exist. The tables must be up to date. */
export async function checkServiceUsers(dataSource: DataSource, config: Config): Promise<Finding[]> {
  return [
    await checkServiceUser(
      dataSource,
      config,
      'LEARNER_STATUS_WORKER',
      config.learnerStatusWorker,
      'only staff may ask for certificate status',
    ),
    await checkServiceUser(
      dataSource,
      config,
      'USERNAME_REPLACEMENT_WORKER',
      config.usernameReplacementWorker,
      'nobody may rename learners',
    ),
  ];
}

async function checkServiceUser(
  dataSource: DataSource,
  { refuseInactiveUsers }: Config,
  variable: string,
  username: string | undefined,
  withoutIt: string,
): Promise<Finding> {
  const subject = variable.toLowerCase().replaceAll('_', ' ');
  if (username === undefined) {
    return note(
      subject,
      `${variable} is not set: ${withoutIt}`,
      `set ${variable} to the username of the LMS's worker`,
    );
  }
  const user = await dataSource.getRepository(User).findOneBy({ username: named(username) });
  if (user === null) {
    const remedy = `correct ${variable}, or make the user: name it under service_users and run the command provision`;
    return failed(subject, `there is no user "${username}"`, remedy);
  }
  if (user.deactivatedAt !== null || (!user.isActive && refuseInactiveUsers))
    return failed(subject, `the user "${username}" is inactive`, `set ${variable} to an active user`);
  return ok(subject, `the user "${username}" exists`);
}
