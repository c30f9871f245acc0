import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, type FindOptionsWhere, type Repository } from 'typeorm';
import { Config } from '../../config/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { NotFoundError } from '../../platform/errors/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { readList, type ListQuery } from '../../platform/lists/index.js';
import { CourseCertificate } from '../entities/course-certificate.entity.js';
import { differs, replaceSignatories } from '../signatories.js';
import { lockCourseCertificate, ofCourseRun } from './certificate-address.js';
import type {
  CourseCertificateContentAnswer,
  CourseCertificateContentBody,
} from './course-certificate-contents.dto.js';
import { signatoryAnswers } from './signatory-answers.js';

/** Title, language and signatories of course certificates. The LMS configures the rest. Answers are JSON text. */
@Injectable()
export class CourseCertificateContentsService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    @InjectRepository(CourseCertificate) private readonly repository: Repository<CourseCertificate>,
  ) {}

  /** A list of all. @param address the request's path and query, for the links to other pages */
  list({ page }: ListQuery, address: string): Promise<string> {
    return readList(
      this.repository,
      { order: { id: 'ASC' } },
      { publicUrl: this.config.publicUrl, address, page },
      (certificates) => answersOf(certificates, this.repository.manager),
    );
  }

  /** @throws NotFoundError */
  async read(key: string): Promise<string> {
    return (await find(this.repository.manager, ofCourseRun(key))) ?? notFound();
  }

  /** Sets what the certificate says. @throws NotFoundError, PreconditionFailedError */
  async replace(
    key: string,
    body: CourseCertificateContentBody,
    ifMatch: string | undefined,
  ): Promise<string> {
    return this.database.transaction(async (transaction) => {
      const id = (await lockCourseCertificate(transaction, key)) ?? notFound();
      requireMatch(ifMatch, await find(transaction.manager, { id }));
      await apply(transaction, id, body);
      return (await find(transaction.manager, { id }))!;
    });
  }
}

async function apply(
  { manager }: Transaction,
  id: number,
  { title, language, signatories }: CourseCertificateContentBody,
): Promise<void> {
  const stored = await manager.findOneByOrFail(CourseCertificate, { id });
  const signedAnew = await replaceSignatories(manager, { courseCertificateId: id }, signatories);
  if (!signedAnew && !differs(stored, { title, language })) return;
  await manager.update(CourseCertificate, id, { title, language, modified: () => 'now()' });
}

async function find(
  manager: EntityManager,
  where: FindOptionsWhere<CourseCertificate>,
): Promise<string | undefined> {
  const [answer] = await answersOf(await manager.findBy(CourseCertificate, where), manager);
  return answer && JSON.stringify(answer);
}

async function answersOf(
  certificates: readonly CourseCertificate[],
  manager: EntityManager,
): Promise<CourseCertificateContentAnswer[]> {
  const signatoriesOf = await signatoryAnswers(manager, 'courseCertificateId', certificates);
  return certificates.map(({ id, courseId, title, language, updatedAt }) => ({
    id,
    course_run_key: courseId,
    title,
    language,
    signatories: signatoriesOf(id),
    updated_at: updatedAt,
  }));
}

function notFound(): never {
  throw new NotFoundError('No CourseCertificate matches the given query.');
}
