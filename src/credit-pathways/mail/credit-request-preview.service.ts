import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { MailBrands, SitesService } from '../../identity/index.js';
import { Database } from '../../platform/database/index.js';
import { NotFoundError } from '../../platform/errors/index.js';
import { Mailer, mailboxLine } from '../../platform/mail/index.js';
import {
  type CreditRequestPreviewAnswer,
  type PreviewCreditRequestBody,
  SAMPLE_NAMES,
} from '../dto/preview-credit-request.dto.js';
import { renderCreditRequest } from './credit-request-mail.js';
import { type PreviewedProgram, readPreviewedProgram } from './credit-request-preview.sql.js';

/** No record has it. */
const RECORD = '5a3e0000-0000-4000-8000-000000000000';

/** Shows the mail to an institution without a request. It sends and stores nothing. */
@Injectable()
export class CreditRequestPreviewService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly sites: SitesService,
    private readonly brands: MailBrands,
    private readonly mailer: Mailer,
  ) {}

  /** @throws NotFoundError for an unknown program */
  async preview(body: PreviewCreditRequestBody): Promise<CreditRequestPreviewAnswer> {
    const program = await this.find(body.program_uuid);
    const { platformName, partnerFromAddress } = await this.sites.require();
    const { data = {} } = body;
    const mail = renderCreditRequest(
      {
        kind: body.kind,
        completed: body.completed,
        mayReply: body.may_reply,
        recordUuid: RECORD,
        learnerName: data.learner_name ?? SAMPLE_NAMES.learner_name,
        username: SAMPLE_NAMES.learner_name,
        programTitle: data.program_title ?? program?.title ?? SAMPLE_NAMES.program_title,
        pathwayName: data.pathway_name ?? SAMPLE_NAMES.pathway_name,
        platformName,
        language: body.language ?? program?.language ?? 'en',
      },
      { publicUrl: this.config.publicUrl, brand: await this.brands.of(platformName) },
    );
    return { ...mail, from: mailboxLine(this.mailer.sender(platformName, partnerFromAddress)) };
  }

  private async find(uuid: string | undefined): Promise<PreviewedProgram | undefined> {
    if (uuid === undefined) return undefined;
    const [program] = await this.database.run(readPreviewedProgram, [uuid]);
    if (program === undefined) throw new NotFoundError('No Program matches the given query.');
    return program;
  }
}
