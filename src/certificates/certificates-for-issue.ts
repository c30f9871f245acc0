import { type FieldProblem, ValidationError } from '../platform/errors/index.js';
import { Messages } from '../platform/validation/index.js';
import type { RunForIssue } from './certificates.sql.js';

/** The column has a check of the same form. */
const MODE = /^[a-z0-9-]{1,64}$/;

/** Certificates that were looked up together, for many credentials to issue. */
export class CertificatesForIssue {
  constructor(
    private readonly programs: ReadonlyMap<string, number>,
    private readonly runs: ReadonlyMap<string, RunForIssue>,
    private readonly make: (key: string, mode: string | undefined) => Promise<number>,
  ) {}

  /** Certificates that were made for earlier credentials, by the run's key in small letters. */
  private readonly made = new Map<string, number>();
  /** Why there is none, by the run's key and the mode. */
  private readonly refused = new Map<string, ValidationError>();

  /** The id of the program's active certificate; undefined without one. */
  ofProgram(uuid: string): number | undefined {
    return this.programs.get(uuid);
  }

  /**
   * The run's certificate, or a new one. The rules are those of `findOrCreateCourseCertificate`.
   * @param beforeMaking throws where there is no need for a new certificate
   * @throws ValidationError
   */
  async ofCourseRun(key: string, mode: string | undefined, beforeMaking: () => void): Promise<number> {
    const known = this.made.get(key.toLowerCase()) ?? usable(this.runs.get(key), key)?.id;
    if (known !== undefined) return known;
    const refusal = this.refused.get(`${key} ${mode}`);
    if (refusal !== undefined) throw refusal;
    // Without a mode it is not made, but one that waits for the run may be linked.
    if (isMode(mode)) beforeMaking();
    const id = await this.make(key, mode).catch((error: unknown) => {
      if (error instanceof ValidationError) this.refused.set(`${key} ${mode}`, error);
      throw error;
    });
    this.made.set(key.toLowerCase(), id);
    return id;
  }
}

/**
 * The run's certificate, if credentials can be issued for it; undefined where there is none yet.
 * @throws ValidationError when the catalog does not know the run, or the certificate is inactive
 */
export function usable(run: RunForIssue | undefined, key: string): { id: number } | undefined {
  if (run === undefined) throw unknownCourseRun(key);
  if (run.certificateId === null) return undefined;
  if (run.isActive) return { id: run.certificateId };
  throw refused({ course_run_key: `No active CourseCertificate exists for course run [${key}]` });
}

/** The refusal of a run that the catalog does not know, or that the caller must not know. */
export function unknownCourseRun(key: string): ValidationError {
  const reason = `the CourseRun ${key} doesn't exist in the catalog`;
  return refused({ course_run_key: `CourseCertificate failed to create because ${reason}` });
}

/** @throws ValidationError for a mode that a new certificate cannot have */
export function requireMode(mode: string | undefined): string {
  if (mode === undefined) throw refused({ mode: [Messages.required] });
  if (!isMode(mode)) throw refused({ mode: [Messages.notAChoice(mode)] });
  return mode;
}

function refused(credential: Readonly<Record<string, FieldProblem>>): ValidationError {
  return new ValidationError({ credential });
}

function isMode(mode: string | undefined): mode is string {
  return mode !== undefined && MODE.test(mode);
}
