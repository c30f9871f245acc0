import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { directionOf, translator } from './locales/index.js';
import { ORNAMENTS } from './ornament/ornaments.js';
import { PageAssets } from './page-assets.js';
import type { CertificateView } from './view/certificate-view.js';
import { printScale } from './view/print-scale.js';

const MESSAGE_LANGUAGE = 'en';

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
    this.notFound = this.message('not_found');
    this.unavailable = this.message('unavailable');
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

  private message(kind: 'not_found' | 'unavailable'): string {
    const say = translator(MESSAGE_LANGUAGE);
    const heading = say(`${kind}_heading`);
    return this.messageTemplate({
      page: this.page(heading, { language: MESSAGE_LANGUAGE, direction: directionOf(MESSAGE_LANGUAGE) }),
      ornaments: ORNAMENTS,
      message: { heading, text: say(`${kind}_text`) },
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
