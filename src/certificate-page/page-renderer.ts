import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import type { StoredPicture } from '../credentials/index.js';
import { isolate } from './display-text.js';
import { directionOf, type Language, translator } from './locales/index.js';
import { PageAssets } from './page-assets.js';
import { SHARE_PIXELS } from './sheet/typesetter.js';
import type { CertificateView } from './view/describe-certificate.js';
import type { MessageKind, MessageLink } from './view/message.js';
import { WayOn } from './way-on.js';

interface Head extends Pick<CertificateView, 'language' | 'direction'> {
  readonly title: string;
  readonly platform: { readonly name: string; readonly logo?: StoredPicture | null };
}

/** Renders HTML. It escapes every value, and no template overrides that. */
@Injectable()
export class PageRenderer {
  private readonly handlebars = Handlebars.create();
  private readonly certificateTemplate = this.load('certificate');
  private readonly messageTemplate = this.load('message');

  constructor(
    private readonly assets: PageAssets,
    private readonly wayOn: WayOn,
  ) {
    this.handlebars.registerPartial('page', source('page'));
    this.handlebars.registerHelper('picture', ({ digest }: StoredPicture) => assets.pictureAddress(digest));
  }

  certificate(view: CertificateView): string {
    const page = this.page({ ...view, title: view.documentTitle });
    if (view.revoked === null) {
      // Without a host, so that the policy allows the picture under another host name, too.
      const { pathname, search } = new URL(view.files.svg);
      return this.certificateTemplate({
        page,
        certificate: { ...view, picturePath: `${pathname}${search}`, share: SHARE_PIXELS },
      });
    }
    const { links, name } = this.wayOn.platform();
    return this.messageTemplate({
      page,
      certificate: { ...view, sheet: null },
      message: { ...view.revoked, links: labelled(view.language, name, links) },
    });
  }

  /** A page of a heading, a text and links. The start page has the platform's name as its heading. */
  message(kind: MessageKind, language: Language, links: readonly MessageLink[] = []): string {
    const platform = this.wayOn.platform();
    const say = translator(language);
    const heading = (kind === 'start' && platform.name) || say(`page_${kind}_heading`);
    // Its own heading leads nowhere else.
    const onward = platform.links.filter(([label]) => !(kind === 'start' && label === 'start'));
    return this.messageTemplate({
      page: this.page({ title: heading, language, direction: directionOf(language), platform }),
      message: {
        heading,
        text: say(`page_${kind}_text`),
        links: labelled(language, platform.name, [...links, ...onward]),
      },
    });
  }

  private page(head: Head) {
    return { ...head, assets: this.assets };
  }

  private load(name: string): HandlebarsTemplateDelegate {
    return this.handlebars.compile(source(name), { strict: false, noEscape: false });
  }
}

function labelled(language: Language, platform: string, links: readonly MessageLink[]) {
  const say = translator(language);
  const name = isolate(platform) || say('learning_platform');
  return links.map(([label, address]) => ({ label: say(`link_${label}`, { platform: name }), address }));
}

function source(name: string): string {
  return readFileSync(new URL(`./views/${name}.hbs`, import.meta.url), 'utf8');
}
