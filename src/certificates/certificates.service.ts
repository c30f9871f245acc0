import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CatalogService } from '../catalog/index.js';
import type { Transaction } from '../platform/database/index.js';
import { CertificatesForIssue, requireMode, usable } from './certificates-for-issue.js';
import {
  insertCertificateForIssue,
  linkCourseRun,
  linkCourseRuns,
  lockCourseRun,
  findActiveProgramCertificate,
  findActiveProgramCertificates,
  findCertificateForIssue,
  findCertificatesForIssue,
} from './certificates.sql.js';

/** Finds the certificate for which a credential is issued. */
@Injectable()
export class CertificatesService implements OnModuleInit {
  constructor(private readonly catalog: CatalogService) {}

  onModuleInit(): void {
    this.catalog.afterImport(async (transaction) => {
      await transaction.run(linkCourseRuns, []);
    });
  }

  /** The id of the program's active certificate; undefined without one. */
  async findActiveProgramCertificate(
    transaction: Transaction,
    programUuid: string,
  ): Promise<number | undefined> {
    const [certificate] = await transaction.run(findActiveProgramCertificate, [programUuid]);
    return certificate?.id;
  }

  /**
   * The run's certificate, of whatever mode, else a new one of the given mode.
   * @param courseRunKey in any letter case
   * @throws ValidationError when the catalog does not know the run, the certificate is inactive, or a new one is needed
   * and `mode` is missing or invalid; worded for the body of a request to issue
   */
  async findOrCreateCourseCertificate(
    transaction: Transaction,
    courseRunKey: string,
    mode?: string,
  ): Promise<{ id: number }> {
    return (
      (await this.findUsable(transaction, courseRunKey)) ?? (await this.make(transaction, courseRunKey, mode))
    );
  }

  /** Looks up the certificates of many programs and course runs, by two statements. */
  async lookUp(
    transaction: Transaction,
    programUuids: readonly string[],
    courseRunKeys: readonly string[],
  ): Promise<CertificatesForIssue> {
    const uuids = [...new Set(programUuids)];
    const keys = [...new Set(courseRunKeys)];
    const programs = uuids.length > 0 ? await transaction.run(findActiveProgramCertificates, [uuids]) : [];
    const runs = keys.length > 0 ? await transaction.run(findCertificatesForIssue, [keys]) : [];
    return new CertificatesForIssue(
      new Map(programs.map(({ place, id }) => [uuids[place]!, id])),
      new Map(runs.map(({ place, ...run }) => [keys[place]!, run])),
      async (key, mode) => (await this.make(transaction, key, mode)).id,
    );
  }

  private async findUsable(transaction: Transaction, key: string): Promise<{ id: number } | undefined> {
    const [run] = await transaction.run(findCertificateForIssue, [key]);
    return usable(run, key);
  }

  private async make(
    transaction: Transaction,
    key: string,
    mode: string | undefined,
  ): Promise<{ id: number }> {
    await transaction.run(lockCourseRun, [key]);
    await transaction.run(linkCourseRun, [key]);
    const certificate =
      (await this.findUsable(transaction, key)) ??
      (await transaction.run(insertCertificateForIssue, [key, requireMode(mode)]))[0] ??
      (await this.findUsable(transaction, key));
    if (certificate === undefined) throw new Error('A course certificate vanished while it was created');
    return certificate;
  }
}
