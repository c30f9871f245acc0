import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { CatalogService } from '../../catalog/index.js';
import { Config } from '../../config/index.js';
import { MailBrands, SitesService } from '../../identity/index.js';
import { Database } from '../../platform/database/index.js';
import { NotFoundError, ValidationError } from '../../platform/errors/index.js';
import { readList, type ListQuery } from '../../platform/lists/index.js';
import { requireMatch } from '../../platform/http/index.js';
import { Mailer, mailboxLine } from '../../platform/mail/index.js';
import { languageOfProgram } from './templates.sql.js';
import { type CompletionMailData, type MailParts, SAMPLE_DATA } from './mail-data.js';
import { requireSoundParts, renderParts, TemplateError } from './render-parts.js';
import { parseTemplateKey, type TemplateKey } from './template-key.js';
import { CompletionMailTemplate } from '../entities/completion-mail-template.entity.js';
import type { PreviewAnswer, PreviewBody, TemplateAnswer, TemplateBody } from './templates.dto.js';

const LOCK = { mode: 'pessimistic_write' } as const;

/** Stores and previews the templates of completion mails. Answers are JSON text. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly catalog: CatalogService,
    private readonly sites: SitesService,
    private readonly brands: MailBrands,
    private readonly mailer: Mailer,
    @InjectRepository(CompletionMailTemplate) private readonly templates: Repository<CompletionMailTemplate>,
  ) {}

  /** A list of all. @param address the request's path and query, for the links to other pages */
  list({ page }: ListQuery, address: string): Promise<string> {
    const request = { publicUrl: this.config.publicUrl, address, page };
    return readList(this.templates, { order: { key: 'ASC' } }, request, (rows) => rows.map(answerOf));
  }

  /** @throws NotFoundError */
  async read(key: string): Promise<string> {
    return textOf(await requireTemplate(this.templates, parseTemplateKey(key).text));
  }

  /**
   * Stores a template that renders with any data.
   * @throws ValidationError naming the part that fails, NotFoundError for an unknown program, PreconditionFailedError
   */
  async replace(keyText: string, body: TemplateBody, ifMatch: string | undefined): Promise<string> {
    const { text: key, programUuid } = parseTemplateKey(keyText);
    attempt(() => requireSoundParts(body));
    return this.database.transaction(async (transaction) => {
      const unknown = await this.catalog.findUnknownPrograms(
        transaction,
        programUuid === undefined ? [] : [programUuid],
      );
      if (unknown.size > 0) throw new NotFoundError('No Program matches the given query.');
      const templates = transaction.manager.getRepository(CompletionMailTemplate);
      const before = await templates.findOne({ where: { key }, lock: LOCK });
      requireMatch(ifMatch, before === null ? undefined : textOf(before));
      const { subject, text, html, enabled } = body;
      await templates.upsert(
        { key, subject, text, html, enabled },
        // Storing the same template again changes nothing, not even the time of the last change.
        { conflictPaths: ['key'], skipUpdateIfNoValuesChanged: true },
      );
      return textOf(await templates.findOneByOrFail({ key }));
    });
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async remove(keyText: string, ifMatch: string | undefined): Promise<void> {
    const { text: key } = parseTemplateKey(keyText);
    await this.database.transaction(async (transaction) => {
      const templates = transaction.manager.getRepository(CompletionMailTemplate);
      requireMatch(ifMatch, textOf(await requireTemplate(templates, key, LOCK)));
      await templates.delete(key);
    });
  }

  /**
   * The mail that a learner would read.
   * @throws NotFoundError when parts are missing and nothing is stored, or ValidationError
   */
  async preview(keyText: string, { data, ...given }: PreviewBody): Promise<PreviewAnswer> {
    const key = parseTemplateKey(keyText);
    const { subject, text, html } = given;
    const whole = subject !== undefined && text !== undefined && html !== undefined;
    const base = whole ? { subject, text, html } : await requireTemplate(this.templates, key.text);
    const parts: MailParts = {
      subject: subject ?? base.subject,
      text: text ?? base.text,
      html: html ?? base.html,
    };
    const { platformName, partnerFromAddress } = await this.sites.require();
    const brand = await this.brands.of(platformName);
    const language = data?.language ?? (await this.languageOf(key));
    const sample: CompletionMailData = {
      ...SAMPLE_DATA,
      platform_name: platformName,
      language,
      primary_color: brand.primary,
      accent_color: brand.accent,
    };
    const mail = attempt(() =>
      renderParts(parts, dataOf(sample, data), { brand, hasLanguage: key.language !== undefined }),
    );
    return { ...mail, language, from: mailboxLine(this.mailer.sender(platformName, partnerFromAddress)) };
  }

  private async languageOf({ language, programUuid }: TemplateKey): Promise<string> {
    if (language !== undefined || programUuid === undefined) return language ?? 'en';
    const [certificate] = await this.database.run(languageOfProgram, [programUuid]);
    return certificate?.language ?? 'en';
  }
}

async function requireTemplate(
  templates: Repository<CompletionMailTemplate>,
  key: string,
  lock?: typeof LOCK,
): Promise<CompletionMailTemplate> {
  const template = await templates.findOne({ where: { key }, lock });
  if (template === null) throw new NotFoundError('There is no such template.');
  return template;
}

function answerOf({ key, subject, text, html, enabled, updatedAt }: CompletionMailTemplate): TemplateAnswer {
  return { key, subject, text, html, enabled, updated_at: updatedAt };
}

function textOf(template: CompletionMailTemplate): string {
  return JSON.stringify(answerOf(template));
}

function dataOf(sample: CompletionMailData, given: object = {}): CompletionMailData {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...sample, ...(Object.fromEntries(known) as Partial<CompletionMailData>) };
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw new ValidationError({ [error.part]: [error.message] });
    throw error;
  }
}
