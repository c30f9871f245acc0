import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CatalogService } from '../catalog/index.js';
import type { Transaction } from '../platform/database/index.js';
import { type FieldProblem, ValidationError } from '../platform/errors/index.js';
import { Messages } from '../platform/validation/index.js';
import {
  insertCertificateForIssue,
  linkCourseRun,
  linkCourseRuns,
  lockCourseRun,
  findActiveProgramCertificate,
  findCertificateForIssue,
} from './certificates.sql.js';

/** The column has a check of the same form. */
const MODE = /^[a-z0-9-]{1,64}$/;

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

  /** The refusal of a run that the catalog does not know, for others who hide one. */
  unknownRun(courseRunKey: string): ValidationError {
    const reason = `the CourseRun ${courseRunKey} doesn't exist in the catalog`;
    return refused({ course_run_key: `CourseCertificate failed to create because ${reason}` });
  }

  private async findUsable(transaction: Transaction, key: string): Promise<{ id: number } | undefined> {
    const [run] = await transaction.run(findCertificateForIssue, [key]);
    if (run === undefined) throw this.unknownRun(key);
    if (run.certificateId === null) return undefined;
    if (run.isActive) return { id: run.certificateId };
    throw refused({ course_run_key: `No active CourseCertificate exists for course run [${key}]` });
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

function requireMode(mode: string | undefined): string {
  if (mode === undefined) throw refused({ mode: [Messages.required] });
  if (!MODE.test(mode)) throw refused({ mode: [Messages.notAChoice(mode)] });
  return mode;
}

function refused(credential: Readonly<Record<string, FieldProblem>>): ValidationError {
  return new ValidationError({ credential });
}
