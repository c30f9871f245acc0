import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../platform/memory/index.js';
import { wantedLanguages } from '../platform/http/index.js';
import { type Language, LANGUAGES, nearestLanguage } from './locales/index.js';
import { PageRenderer } from './page-renderer.js';
import type { MessageKind, MessageLink } from './view/message.js';
import { contentPolicy, plainOrigin } from './view/content-policy.js';
import { WayOn } from './way-on.js';

export interface MessageOptions {
  /** The header `Accept-Language`. */
  readonly wanted: string | undefined;
  /** Links before those that every page has. */
  readonly links?: readonly MessageLink[];
  /** An address whose origin may show the page in a frame. */
  readonly framedBy?: string | undefined;
}

export interface MessagePage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isFramed: boolean;
}

/** Kinds in all languages, with the few links that an installation has. */
const MOST_KEPT = 100;

/** Pages of a sentence or two, in the style of certificates and in the language of the reader. */
@Injectable()
export class MessagePages {
  private readonly kept = new BoundedMap<string, string>(MOST_KEPT);

  constructor(
    private readonly renderer: PageRenderer,
    private readonly wayOn: WayOn,
  ) {}

  page(kind: MessageKind, { wanted, links = [], framedBy }: MessageOptions): MessagePage {
    const language = readersLanguage(wanted);
    const frame = framedBy === undefined ? undefined : plainOrigin(framedBy);
    return {
      body: this.body(kind, language, links),
      headers: {
        'content-security-policy': contentPolicy(frame),
        'content-language': language,
        'x-robots-tag': 'noindex',
      },
      isFramed: frame !== undefined,
    };
  }

  private body(kind: MessageKind, language: Language, links: readonly MessageLink[]): string {
    const platform = this.wayOn.platform();
    const key = JSON.stringify([kind, language, links, platform]);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const made = this.renderer.message(kind, language, platform, links);
    this.kept.set(key, made);
    return made;
  }
}

function readersLanguage(header: string | undefined): Language {
  for (const tag of wantedLanguages(header)) {
    const language = nearestLanguage(tag);
    if (language !== undefined) return language;
  }
  return LANGUAGES[0];
}
