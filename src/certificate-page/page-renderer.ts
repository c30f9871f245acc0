import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { directionOf, type Language, translator } from './locales/index.js';
import { ORNAMENTS } from './ornament/ornaments.js';
import { PageAssets } from './page-assets.js';
import type { CertificateView } from './view/certificate-view.js';
import type { MessageKind, MessageLink } from './view/message.js';
import { printScale } from './view/print-scale.js';

/** Renders HTML. It escapes every value, and no template overrides that. */
@Injectable()
export class PageRenderer {
  private readonly handlebars = Handlebars.create();
  private readonly certificateTemplate = this.load('certificate');
  private readonly messageTemplate = this.load('message');

  /** The page for every certificate that must not or cannot be shown. */
  readonly notFound: string;
  /** The page for a PDF that took too long, or a database that does not answer. */
  readonly unavailable: string;

  constructor(private readonly assets: PageAssets) {
    for (const name of ['page', 'ornaments', 'seal']) this.handlebars.registerPartial(name, source(name));
    this.notFound = this.message('not_found', 'en');
    this.unavailable = this.message('unavailable', 'en');
  }

  certificate(view: CertificateView): string {
    return this.certificateTemplate({
      page: this.page(view.documentTitle, view),
      ornaments: ORNAMENTS,
      corners: ['north-west', 'north-east', 'south-west', 'south-east'],
      certificate: {
        ...view,
        // A quiet zone of two modules: the paper around the code is light too.
        qrBox: view.qr.size + 4,
        footKind: view.signatories.length > 2 ? 'many' : 'few',
        printScale: printScale(view),
        openGraphImage: view.platform.logo ?? view.organizations.find(({ logo }) => logo !== null)?.logo,
      },
    });
  }

  /** A page of a heading, a text and links. @param heading in the place of the one of its kind */
  message(
    kind: 'not_found' | 'unavailable' | `page_${MessageKind}`,
    language: Language,
    links: readonly MessageLink[] = [],
    heading = translator(language)(`${kind}_heading`),
  ): string {
    const say = translator(language);
    return this.messageTemplate({
      page: this.page(heading, { language, direction: directionOf(language) }),
      ornaments: ORNAMENTS,
      message: {
        heading,
        text: say(`${kind}_text`),
        links: links.map(([label, address]) => ({ label: say(`link_${label}`), address })),
      },
    });
  }

  private page(title: string, { language, direction }: Pick<CertificateView, 'language' | 'direction'>) {
    const { stylesheetAddress, themeAddress } = this.assets;
    return { title, language, direction, stylesheet: stylesheetAddress, themeStylesheet: themeAddress };
  }

  private load(name: string): HandlebarsTemplateDelegate {
    return this.handlebars.compile(source(name), { strict: false, noEscape: false });
  }
}

function source(name: string): string {
  return readFileSync(new URL(`./views/${name}.hbs`, import.meta.url), 'utf8');
}
