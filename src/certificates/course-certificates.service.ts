import { Injectable } from '@nestjs/common';
import { Database, runUpsert } from '../platform/database/index.js';
import { isSameCourseKey } from '../catalog/index.js';
import { NotFoundError, ValidationError } from '../platform/errors/index.js';
import {
  findCourseCertificate,
  updateCourseCertificate,
  upsertCourseCertificate,
} from './course-certificate.sql.js';
import type { ChangeCourseCertificateBody, CourseCertificateBody } from './dto/course-certificate.body.js';

/** Configuration of course certificates, as the LMS sends it. Answers are JSON text, built in SQL. */
@Injectable()
export class CourseCertificatesService {
  constructor(private readonly database: Database) {}

  /** Creates or changes the certificate of that run, its type included; an absent available date removes the stored one. */
  async configure(body: CourseCertificateBody): Promise<string> {
    const { course_id, certificate_type, certificate_available_date: date = null, is_active } = body;
    const values = [course_id, certificate_type, date, is_active] as const;
    const { json } = await this.database.transaction((transaction) =>
      runUpsert(transaction, upsertCourseCertificate, [...values]),
    );
    return json;
  }

  /** @throws NotFoundError */
  async retrieve(courseId: string): Promise<string> {
    return requireJson(await this.database.run(findCourseCertificate, [courseId]));
  }

  /** Changes the given fields. @throws NotFoundError, or ValidationError for another run */
  async change(courseId: string, body: ChangeCourseCertificateBody): Promise<string> {
    if (body.course_id !== undefined && !isSameCourseKey(body.course_id, courseId)) {
      // The learners' credentials would move with it.
      throw new ValidationError({ course_id: ['A certificate cannot move to another course run.'] });
    }
    const { certificate_type: type = null, certificate_available_date: date, is_active = null } = body;
    const values = [courseId, type, date !== undefined, date ?? null, is_active] as const;
    return requireJson(
      await this.database.transaction((transaction) => transaction.run(updateCourseCertificate, [...values])),
    );
  }
}

function requireJson([row]: readonly { json: string }[]): string {
  if (row === undefined) throw new NotFoundError('No CourseCertificate matches the given query.');
  return row.json;
}
