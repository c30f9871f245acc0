import type { DataSource } from 'typeorm';
import { CompletionMailTemplate, templateFault } from '../../completion-mail/index.js';
import type { Config } from '../../config/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, note, ok } from './check.js';

const SUBJECT = 'mail templates';

/** Whether mails can be made of the stored templates: SQL by hand or an older release may have written others. */
export async function checkMailTemplates(dataSource: DataSource, config: Config): Promise<Finding> {
  const repository = dataSource.getRepository(CompletionMailTemplate);
  const keys = await repository.find({ select: { key: true }, order: { key: 'ASC' } });
  for (const { key } of keys) {
    // One at a time: a template may have 100 KB and more.
    const template = await repository.findOneBy({ key });
    const fault = template === null ? undefined : templateFault(template);
    if (fault !== undefined)
      return failed(
        SUBJECT,
        `no mail can be made of "${key}"; ${fault}`,
        'set the template again by /api/v2/admin/completion_mail_templates/',
      );
  }
  if (keys.length === 0 && config.sendEmailOnProgramCompletion)
    return note(
      SUBJECT,
      'SEND_EMAIL_ON_PROGRAM_COMPLETION is set, and there is no template',
      'set one by /api/v2/admin/completion_mail_templates/',
    );
  return ok(SUBJECT, counted(keys.length, 'template'));
}
