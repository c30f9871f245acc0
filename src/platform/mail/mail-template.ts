import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { directionOf, type Language, type Markup, type Translate } from '../languages/index.js';
import { isolated, LONGEST_SUBJECT_CHARACTERS, oneLine } from './mail.js';

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The words of a mail. */
export interface MailContent<Data extends object> {
  readonly language: Language;
  /** The names of the templates. */
  readonly data: Data;
  /** The names within the sentences. */
  readonly values: Readonly<Record<string, string>>;
}

/** A missing name is an error, not a gap in a mail. */
const STRICT = { strict: true, knownHelpersOnly: true, knownHelpers: { say: true } } as const;

/**
 * A mail's three templates, `<name>.subject.hbs`, `<name>.text.hbs` and `<name>.html.hbs`, read and compiled once. `new
 * MailTemplate<Data, Sentence>(import.meta.url, 'invoice', translator)` takes those beside the module. `{{say 'sentence'}}`
 * is a sentence of the translations. Only the HTML template escapes data and the values of sentences; `<b>` in a
 * sentence is strong there, and nothing in subject and text.
 */
export class MailTemplate<Data extends object, Sentence extends string> {
  private readonly subject: Handlebars.TemplateDelegate<Data>;
  private readonly text: Handlebars.TemplateDelegate<Data>;
  private readonly html: Handlebars.TemplateDelegate<Data>;

  constructor(
    base: string | URL,
    name: string,
    private readonly translator: (language: Language) => Translate<Sentence>,
  ) {
    const read = (part: string) => readFileSync(new URL(`${name}.${part}.hbs`, base), 'utf8');
    this.subject = Handlebars.compile<Data>(read('subject'), { ...STRICT, noEscape: true });
    this.text = Handlebars.compile<Data>(read('text'), { ...STRICT, noEscape: true });
    this.html = Handlebars.compile<Data>(read('html'), STRICT);
  }

  /** The HTML is that of the templates, for a frame. @throws Error naming the missing data or sentence */
  render({ language, data, values }: MailContent<Data>): RenderedMail {
    const translate = this.translator(language);
    const saying = (markup: Markup) => ({
      helpers: {
        say: (sentence: Sentence) => new Handlebars.SafeString(translate(sentence, values, markup)),
      },
    });
    const plain = saying({ words: withoutBold, value: (value) => isolated(value, directionOf(language)) });
    return {
      subject: oneLine(this.subject(data, plain), LONGEST_SUBJECT_CHARACTERS),
      text: this.text(data, plain),
      html: this.html(data, saying(HTML)),
    };
  }
}

const HTML: Markup = {
  words: (words) =>
    Handlebars.escapeExpression(words).replace(/&lt;(\/?)b&gt;/g, (_, slash: string) => `<${slash}strong>`),
  value: (value) => `<bdi>${Handlebars.escapeExpression(value)}</bdi>`,
};

function withoutBold(words: string): string {
  return words.replace(/<\/?b>/g, '');
}
