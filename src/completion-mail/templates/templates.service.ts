import { Injectable } from '@nestjs/common';
import { CatalogService } from '../../catalog/index.js';
import { Config } from '../../config/index.js';
import { Database, type StatementRunner } from '../../platform/database/index.js';
import { NotFoundError, ValidationError } from '../../platform/errors/index.js';
import type { PageQuery } from '../../platform/lists/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { type CompletionMailData, type MailParts, SAMPLE_DATA } from './mail-data.js';
import { checkParts, renderParts, TemplateProblem } from './render-parts.js';
import { parseTemplateKey } from './template-key.js';
import type { PreviewAnswer, PreviewBody, TemplateBody } from './templates.dto.js';
import { deleteTemplate, lockTemplates, readTemplate, templateList, writeTemplate } from './templates.sql.js';

/** What learners are written, for which programs. Answers are JSON text. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly catalog: CatalogService,
  ) {}

  /** A page of all. @param address the request's path and query, for the links to other pages */
  list({ page }: PageQuery, address: string): Promise<string> {
    return templateList.read(this.database, { publicUrl: this.config.publicUrl, address, page }, {});
  }

  /** @throws NotFoundError */
  async read(key: string): Promise<string> {
    return (await stored(this.database, parseTemplateKey(key).text)).json;
  }

  /**
   * Stores a template that has stood a trial.
   * @throws ValidationError naming the part that has not, NotFoundError for an unknown program, PreconditionFailedError
   */
  async replace(keyText: string, body: TemplateBody, ifMatch: string | undefined): Promise<string> {
    const { text: key, programUuid } = parseTemplateKey(keyText);
    attempt(() => checkParts(body));
    return this.database.transaction(async (transaction) => {
      const unknown = await this.catalog.unknownPrograms(
        transaction,
        programUuid === undefined ? [] : [programUuid],
      );
      if (unknown.size > 0) throw new NotFoundError('No Program matches the given query.');
      await transaction.run(lockTemplates, []);
      const [before] = await transaction.run(readTemplate, [key]);
      requireMatch(ifMatch, before?.json);
      await transaction.run(writeTemplate, [key, body.subject, body.text, body.html, body.enabled]);
      return (await stored(transaction, key)).json;
    });
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async remove(keyText: string, ifMatch: string | undefined): Promise<void> {
    const { text: key } = parseTemplateKey(keyText);
    await this.database.transaction(async (transaction) => {
      await transaction.run(lockTemplates, []);
      requireMatch(ifMatch, (await stored(transaction, key)).json);
      await transaction.run(deleteTemplate, [key]);
    });
  }

  /** What a learner would read. @throws NotFoundError when parts are missing and nothing is stored, or ValidationError */
  async preview(keyText: string, { data, ...given }: PreviewBody): Promise<PreviewAnswer> {
    const { text: key } = parseTemplateKey(keyText);
    const { subject, text, html } = given;
    const whole = subject !== undefined && text !== undefined && html !== undefined;
    const base = whole ? { subject, text, html } : await stored(this.database, key);
    const parts: MailParts = {
      subject: subject ?? base.subject,
      text: text ?? base.text,
      html: html ?? base.html,
    };
    return attempt(() => {
      checkParts(parts);
      return renderParts(parts, dataOf(data));
    });
  }
}

function dataOf(given: object = {}): CompletionMailData {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...SAMPLE_DATA, ...(Object.fromEntries(known) as Partial<CompletionMailData>) };
}

async function stored(runner: StatementRunner, key: string) {
  const [template] = await runner.run(readTemplate, [key]);
  if (template === undefined) throw new NotFoundError('There is no such template.');
  return template;
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateProblem) throw new ValidationError({ [error.part]: [error.message] });
    throw error;
  }
}
