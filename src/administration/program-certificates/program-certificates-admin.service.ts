import { Injectable } from '@nestjs/common';
import { ProgramCertificatesService } from '../../certificates/index.js';
import { Config } from '../../platform/config/index.js';
import { Database, type StatementRunner } from '../../platform/database/index.js';
import { NotFoundError, type PageQuery, readPage, requireMatch } from '../../platform/http/index.js';
import { uuidParam } from '../uuid-param.js';
import type { ProgramCertificateBody } from './program-certificates.dto.js';
import {
  listProgramCertificates,
  lockProgram,
  readProgramCertificate,
} from './program-certificates.query.js';

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
    return readPage(this.database, listProgramCertificates, {
      publicUrl: this.config.publicUrl,
      address,
      page,
    });
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
    return this.database.transaction(async (tx) => {
      if ((await tx.run(lockProgram, [uuid])).length === 0) {
        throw new NotFoundError('No Program matches the given query.');
      }
      requireMatch(ifMatch, await find(tx, uuid));
      await this.certificates.apply(tx, [Object.assign({ program_uuid: uuid }, body)]);
      return (await find(tx, uuid))!;
    });
  }
}

async function find(runner: StatementRunner, programUuid: string): Promise<string | undefined> {
  const [row] = await runner.run(readProgramCertificate, [programUuid]);
  return row?.json;
}
