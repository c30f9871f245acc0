import Handlebars from 'handlebars';
import { type CompletionMailData, type MailParts, SAMPLE_DATA, VARIABLES } from './mail-data.js';

/** A fault of a template. The message is for its author. */
export class TemplateError extends Error {
  constructor(
    readonly part: keyof MailParts,
    message: string,
  ) {
    super(message);
  }
}

/** An unknown name is an error, so that no mail has a gap. Only built-in helpers exist. */
const STRICT = { strict: true, knownHelpersOnly: true } as const;

/** Renders the three parts. HTML escapes all data, subject and text do not. @throws TemplateError */
export function renderParts({ subject, text, html }: MailParts, data: CompletionMailData): MailParts {
  return {
    subject: render('subject', subject, data),
    text: render('text', text, data),
    html: render('html', html, data),
  };
}

/** Checks that the templates render with any data. @throws TemplateError */
export function requireSoundParts(parts: MailParts): void {
  for (const part of ['subject', 'text', 'html'] as const)
    new NameCheck(part).accept(parse(part, parts[part]));
  renderParts(parts, SAMPLE_DATA);
  renderParts(parts, { ...SAMPLE_DATA, record_url: null, lms_url: null });
}

function render(part: keyof MailParts, source: string, data: CompletionMailData): string {
  try {
    return Handlebars.compile<CompletionMailData>(source, { ...STRICT, noEscape: part !== 'html' })(data);
  } catch (error) {
    throw new TemplateError(part, firstLine(error));
  }
}

function parse(part: keyof MailParts, source: string): hbs.AST.Program {
  if (source.split('{{').length - 1 > MOST_EXPRESSIONS) {
    throw new TemplateError(part, `At most ${MOST_EXPRESSIONS} names and conditions can stand in it.`);
  }
  try {
    return Handlebars.parse(source);
  } catch (error) {
    throw new TemplateError(part, firstLine(error));
  }
}

/** The lines after the first show the place; they are of no use in JSON. */
function firstLine(error: unknown): string {
  return (error as Error).message.split('\n').slice(0, 1).join('');
}

const BLOCKS = ['if', 'unless'];

/** Parsing and compiling block the process: 1500 nested blocks took ten seconds, 6000 names took two. */
const DEEPEST_LEVELS = 8;
const MOST_EXPRESSIONS = 500;

/** Checks the names in all branches; a trial meets only those in the branches that it takes. */
class NameCheck extends Handlebars.Visitor {
  private depth = 0;

  constructor(private readonly part: keyof MailParts) {
    super();
  }

  override BlockStatement(statement: hbs.AST.BlockStatement): void {
    this.depth += 1;
    if (this.depth > DEEPEST_LEVELS) {
      throw new TemplateError(this.part, `At most ${DEEPEST_LEVELS} blocks can stand within each other.`);
    }
    super.BlockStatement(statement);
    this.depth -= 1;
  }

  override PathExpression({ original, parts, depth, data }: hbs.AST.PathExpression): void {
    const known = [...VARIABLES, ...BLOCKS] as readonly string[];
    if (depth > 0 || data || parts.length !== 1 || !known.includes(parts[0]!)) {
      throw new TemplateError(this.part, `There is no "${original}"; there are ${VARIABLES.join(', ')}.`);
    }
  }

  /** A learner's name must never become markup. */
  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (
      statement.path.type === 'PathExpression' &&
      BLOCKS.includes((statement.path as hbs.AST.PathExpression).original)
    ) {
      throw new TemplateError(this.part, 'A condition is a block: {{#if name}} and, at its end, {{/if}}.');
    }
    if (this.part === 'html' && !statement.escaped) {
      throw new TemplateError(
        this.part,
        'Data must be escaped: write {{name}}, not {{{name}}} or {{&name}}.',
      );
    }
    super.MustacheStatement(statement);
  }

  override PartialStatement(): void {
    throw new TemplateError(this.part, 'A template cannot include others.');
  }

  override PartialBlockStatement(): void {
    this.PartialStatement();
  }

  override Decorator(): void {
    this.PartialStatement();
  }

  override DecoratorBlock(): void {
    this.PartialStatement();
  }
}
