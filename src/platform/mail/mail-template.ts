import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { LONGEST_SUBJECT_CHARACTERS, oneLine } from './mail.js';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A missing name is an error, not a gap in a mail. */
const STRICT = { strict: true, knownHelpersOnly: true } as const;

/**
 * A mail's three templates, `<name>.subject.hbs`, `<name>.text.hbs` and `<name>.html.hbs`, read and compiled once. `new
 * MailTemplate<Data>(import.meta.url, 'invoice')` takes those beside the module. Only the HTML template escapes data.
 */
export class MailTemplate<Data extends object> {
  private readonly subject: Handlebars.TemplateDelegate<Data>;
  private readonly text: Handlebars.TemplateDelegate<Data>;
  private readonly html: Handlebars.TemplateDelegate<Data>;

  constructor(base: string | URL, name: string) {
    const read = (part: string) => readFileSync(new URL(`${name}.${part}.hbs`, base), 'utf8');
    this.subject = Handlebars.compile<Data>(read('subject'), { ...STRICT, noEscape: true });
    this.text = Handlebars.compile<Data>(read('text'), { ...STRICT, noEscape: true });
    this.html = Handlebars.compile<Data>(read('html'), STRICT);
  }

  /** @throws Error naming the missing data */
  render(data: Data): RenderedMail {
    const subject = oneLine(this.subject(data), LONGEST_SUBJECT_CHARACTERS);
    return { subject, text: this.text(data), html: this.html(data) };
  }
}
