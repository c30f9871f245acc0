import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, type FindOptionsWhere, type Repository } from 'typeorm';
import { Config } from '../../config/index.js';
import { Database } from '../../platform/database/index.js';
import { NotFoundError } from '../../platform/errors/index.js';
import { readList, type ListQuery } from '../../platform/lists/index.js';
import { requireMatch, requireUuid } from '../../platform/http/index.js';
import { ProgramCertificate } from '../entities/program-certificate.entity.js';
import { ProgramCertificatesService } from '../program-certificates.service.js';
import type { ProgramCertificateAnswer, ProgramCertificateBody } from './program-certificates.dto.js';
import { signatoryAnswers } from './signatory-answers.js';

/** The certificates of programs and their signatories. Answers are JSON text. */
@Injectable()
export class ProgramCertificatesAdminService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly certificates: ProgramCertificatesService,
    @InjectRepository(ProgramCertificate) private readonly repository: Repository<ProgramCertificate>,
  ) {}

  /** A list of all. @param address the request's path and query, for the links to other pages */
  list({ page }: ListQuery, address: string): Promise<string> {
    return readList(
      this.repository,
      { relations: { program: true }, order: { id: 'ASC' } },
      { publicUrl: this.config.publicUrl, address, page },
      (certificates) => answersOf(certificates, this.repository.manager),
    );
  }

  /** @throws NotFoundError */
  async read(program: string): Promise<string> {
    const json = await find(this.repository.manager, { program: { uuid: requireUuid(program) } });
    if (json === undefined) throw new NotFoundError('No ProgramCertificate matches the given query.');
    return json;
  }

  /** Creates or changes the certificate. @throws NotFoundError for an unknown program, or PreconditionFailedError */
  async replace(program: string, body: ProgramCertificateBody, ifMatch: string | undefined): Promise<string> {
    const uuid = requireUuid(program);
    return this.database.transaction(async (transaction) => {
      const programId = await this.certificates.requireLockedProgram(transaction, uuid);
      requireMatch(ifMatch, await find(transaction.manager, { programId }));
      await this.certificates.apply(transaction, [Object.assign({ program_uuid: uuid }, body)]);
      return (await find(transaction.manager, { programId }))!;
    });
  }
}

async function find(
  manager: EntityManager,
  where: FindOptionsWhere<ProgramCertificate>,
): Promise<string | undefined> {
  const certificates = await manager.find(ProgramCertificate, { where, relations: { program: true } });
  const [answer] = await answersOf(certificates, manager);
  return answer && JSON.stringify(answer);
}

async function answersOf(
  certificates: readonly ProgramCertificate[],
  manager: EntityManager,
): Promise<ProgramCertificateAnswer[]> {
  const signatoriesOf = await signatoryAnswers(manager, 'programCertificateId', certificates);
  return certificates.map(({ program, ...certificate }) => ({
    id: certificate.id,
    program_uuid: program!.uuid,
    program_title: program!.title,
    is_active: certificate.isActive,
    title: certificate.title,
    use_org_name: certificate.useOrgName,
    include_hours_of_effort: certificate.includeHoursOfEffort,
    language: certificate.language,
    signatories: signatoriesOf(certificate.id),
    updated_at: certificate.updatedAt,
  }));
}
