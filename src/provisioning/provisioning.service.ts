import { Injectable } from '@nestjs/common';
import { CatalogService, tally } from '../catalog/index.js';
import { ProgramCertificatesService } from '../certificates/index.js';
import {
  readProfileClaims,
  SitesService,
  type UserDescription,
  UsersService,
  type UserUpsert,
} from '../identity/index.js';
import { Config } from '../config/index.js';
import { Database, type Transaction } from '../platform/database/index.js';
import { type Problem, readDescription } from '../platform/validation/index.js';
import { ValidationError } from '../platform/errors/index.js';
import { Installation } from './description/installation.js';
import type { UserSection } from './description/user-section.js';
import { InstallationProblems } from './installation-problems.js';
import { ProvisioningError } from './provisioning-error.js';
import { serviceUsersOf, serviceUserWarnings } from './service-users.js';
import type { ProvisioningSummary } from './summary.js';

/** Longest time for one description. Its transaction may wait for a copy of the catalog. */
const APPLY_TIMEOUT_MS = 1_800_000;

/** Writes a described installation with the services of the modules that own its parts. */
@Injectable()
export class ProvisioningService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly problems: InstallationProblems,
    private readonly sites: SitesService,
    private readonly users: UsersService,
    private readonly catalog: CatalogService,
    private readonly programCertificates: ProgramCertificatesService,
  ) {}

  /**
   * Applies a description in one transaction; applying the same again changes nothing.
   * @param json the file's content, shaped like an `Installation`
   * @throws ProvisioningError with the place of each problem, before anything is changed
   */
  async provision(json: unknown, { dryRun = false } = {}): Promise<ProvisioningSummary> {
    const { value: installation, problems } = readDescription(Installation, json, 'refuse');
    if (problems.length > 0) throw new ProvisioningError(problems);
    const { sections, warnings } = await this.database.transaction(
      (transaction) => this.apply(transaction, installation),
      {
        dryRun,
        timeoutMs: APPLY_TIMEOUT_MS,
      },
    );
    return {
      dryRun,
      sections,
      warnings: [...serviceUserWarnings(installation.service_users, this.config), ...warnings],
    };
  }

  private async apply(
    transaction: Transaction,
    installation: Installation,
  ): Promise<Pick<ProvisioningSummary, 'sections' | 'warnings'>> {
    const problems = await this.problems.find(transaction, installation);
    if (problems.length > 0) throw new ProvisioningError(problems);
    const { site, users, catalog, program_certificates: certificates } = installation;
    const siteResults = site === undefined ? [] : [await this.sites.upsert(transaction, site)];
    const userResults = await this.upsertUsers(transaction, users.map(userOf));
    const serviceUsers = serviceUsersOf(installation.service_users);
    const serviceUserKeys = serviceUsers.map(([key]) => key);
    const serviceUserResults = await this.upsertUsers(
      transaction,
      serviceUsers.map(([, username]) => ({ username })),
    );
    const touches = Object.entries(await this.catalog.apply(transaction, catalog));
    return {
      sections: {
        site: tally(siteResults),
        users: tally(userResults.map(({ result }) => result)),
        service_users: tally(serviceUserResults.map(({ result }) => result)),
        ...Object.fromEntries(touches.map(([kind, touched]) => [`catalog.${kind}`, touched.tally()])),
        program_certificates: await this.programCertificates.apply(transaction, certificates),
      },
      warnings: [
        ...retiredWarnings(userResults, (index) => `users[${index}]`),
        ...retiredWarnings(serviceUserResults, (index) => `service_users.${serviceUserKeys[index]}`),
      ],
    };
  }

  private async upsertUsers(
    transaction: Transaction,
    users: readonly UserDescription[],
  ): Promise<UserUpsert[]> {
    const results: UserUpsert[] = [];
    const problems: Problem[] = [];
    for (const [index, user] of users.entries()) {
      try {
        results.push(await this.users.upsertUser(transaction, { ...user, sparesRetired: true }));
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        for (const [field, messages] of Object.entries(error.fields)) {
          problems.push({
            path: `users[${index}].${field}`,
            message: [messages]
              .flat()
              .filter((part) => typeof part === 'string')
              .join(' '),
          });
        }
      }
    }
    if (problems.length > 0) throw new ProvisioningError(problems);
    return results;
  }
}

/** By place, since the username of a retired user may still tell of a person. */
function retiredWarnings(upserts: readonly UserUpsert[], placeOf: (index: number) => string): string[] {
  return upserts.flatMap(({ spared }, index) =>
    spared ? [`${placeOf(index)} is retired and stays as it is; take it out of the description`] : [],
  );
}

function userOf(section: UserSection): UserDescription {
  const { username, superuser, active, claims, permissions, groups } = section;
  return {
    username,
    superuser,
    active,
    claims: claims && readProfileClaims(Object.fromEntries(Object.entries(claims))),
    permissions,
    groups,
    certificateName: section.certificate_name,
  };
}
