import { Injectable } from '@nestjs/common';
import { Database, SqlState, sqlStateOf } from '../platform/database/index.js';
import { NotFoundError, ValidationError } from '../platform/errors/index.js';
import {
  selectCourseCertificate,
  updateCourseCertificate,
  upsertCourseCertificate,
} from './course-certificate.sql.js';
import type { ChangeCourseCertificateBody, CourseCertificateBody } from './dto/course-certificate.body.js';

/** Configuration of course certificates, as the LMS sends it. Answers are JSON text, built in SQL. */
@Injectable()
export class CourseCertificatesService {
  constructor(private readonly database: Database) {}

  /** Creates or changes the certificate of that run and type; an absent available date removes the stored one. */
  async configure(body: CourseCertificateBody): Promise<string> {
    const { course_id, certificate_type, certificate_available_date: date = null, is_active } = body;
    return requireJson(
      await this.database.run(upsertCourseCertificate, [course_id, certificate_type, date, is_active]),
    );
  }

  /** @throws NotFoundError */
  async retrieve(courseId: string): Promise<string> {
    return requireJson(await this.database.run(selectCourseCertificate, [courseId]));
  }

  /** Changes the given fields. @throws NotFoundError, or ValidationError for another run or a type that is taken */
  async change(courseId: string, body: ChangeCourseCertificateBody): Promise<string> {
    if (body.course_id !== undefined && body.course_id !== courseId) {
      // The learners' credentials would move with it.
      throw new ValidationError({ course_id: ['A certificate cannot move to another course run.'] });
    }
    const { certificate_type: type = null, certificate_available_date: date, is_active = null } = body;
    try {
      return requireJson(
        await this.database.run(updateCourseCertificate, [
          courseId,
          type,
          date !== undefined,
          date ?? null,
          is_active,
        ]),
      );
    } catch (error) {
      if (sqlStateOf(error) !== SqlState.uniqueViolation) throw error;
      throw new ValidationError({
        non_field_errors: ['The fields course_id, certificate_type must make a unique set.'],
      });
    }
  }
}

function requireJson([row]: readonly { json: string }[]): string {
  if (row === undefined) throw new NotFoundError('No CourseCertificate matches the given query.');
  return row.json;
}
