import { Injectable } from '@nestjs/common';
import { ProgramCertificatesService } from '../program-certificates.service.js';
import { Config } from '../../config/index.js';
import { Database, type StatementRunner } from '../../platform/database/index.js';
import { NotFoundError } from '../../platform/errors/index.js';
import type { PageQuery } from '../../platform/lists/index.js';
import { requireMatch, uuidParam } from '../../platform/http/index.js';
import type { ProgramCertificateBody } from './program-certificates.dto.js';
import { lockProgram, programCertificateList, readProgramCertificate } from './program-certificates.sql.js';

/** What programs give, and who signs it. Answers are JSON text. */
@Injectable()
export class ProgramCertificatesAdminService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly certificates: ProgramCertificatesService,
  ) {}

  /** A page of all. @param address the request's path and query, for the links to other pages */
  list({ page }: PageQuery, address: string): Promise<string> {
    return programCertificateList.read(
      this.database,
      { publicUrl: this.config.publicUrl, address, page },
      {},
    );
  }

  /** @throws NotFoundError */
  async read(program: string): Promise<string> {
    const json = await find(this.database, uuidParam(program));
    if (json === undefined) throw new NotFoundError('No ProgramCertificate matches the given query.');
    return json;
  }

  /** Makes the certificate or changes it. @throws NotFoundError for an unknown program, or PreconditionFailedError */
  async replace(program: string, body: ProgramCertificateBody, ifMatch: string | undefined): Promise<string> {
    const uuid = uuidParam(program);
    return this.database.transaction(async (transaction) => {
      if ((await transaction.run(lockProgram, [uuid])).length === 0) {
        throw new NotFoundError('No Program matches the given query.');
      }
      requireMatch(ifMatch, await find(transaction, uuid));
      await this.certificates.apply(transaction, [Object.assign({ program_uuid: uuid }, body)]);
      return (await find(transaction, uuid))!;
    });
  }
}

async function find(runner: StatementRunner, programUuid: string): Promise<string | undefined> {
  const [row] = await runner.run(readProgramCertificate, [programUuid]);
  return row?.json;
}
