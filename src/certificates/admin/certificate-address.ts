import { type FindOptionsWhere, Raw } from 'typeorm';
import type { Transaction } from '../../platform/database/index.js';
import { requireUuid } from '../../platform/http/index.js';
import { CourseCertificate } from '../entities/course-certificate.entity.js';
import type { Signatory } from '../entities/signatory.entity.js';

/** A certificate as an address names it: by the uuid of its program, or by the key of its course run in any letter case. */
export type CertificateAddress = { readonly program: string } | { readonly courseRun: string };

/** The condition of the signatories of a certificate. @throws NotFoundError for text that is no uuid */
export function signatoriesAt(address: CertificateAddress): FindOptionsWhere<Signatory> {
  return 'program' in address
    ? { programCertificate: { program: { uuid: requireUuid(address.program) } } }
    : { courseCertificate: ofCourseRun(address.courseRun) };
}

/** The condition of the certificate of a course run. */
export function ofCourseRun(key: string): FindOptionsWhere<CourseCertificate> {
  return { courseId: Raw((column) => `lower(${column}) = lower(:key)`, { key }) };
}

/** Locks the certificate until the transaction ends and returns its id; undefined when there is none. */
export async function lockCourseCertificate(
  { manager }: Transaction,
  key: string,
): Promise<number | undefined> {
  const certificate = await manager.findOne(CourseCertificate, {
    select: { id: true },
    where: ofCourseRun(key),
    lock: { mode: 'for_no_key_update' },
  });
  return certificate?.id;
}
