import { Injectable } from '@nestjs/common';
import { wantedLanguages } from '../platform/http/index.js';
import { type Language, LANGUAGES, nearestLanguage } from './locales/index.js';
import { PageRenderer } from './page-renderer.js';
import type { MessageKind, MessageLink } from './view/message.js';
import { contentPolicy, plainOrigin } from './view/content-policy.js';

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

/** Pages of a sentence or two, in the style of certificates and in the language of the reader. */
@Injectable()
export class MessagePages {
  constructor(private readonly renderer: PageRenderer) {}

  page(kind: MessageKind, { wanted, links = [], framedBy }: MessageOptions): MessagePage {
    const language = readersLanguage(wanted);
    const frame = framedBy === undefined ? undefined : plainOrigin(framedBy);
    return {
      body: this.renderer.message(kind, language, links),
      headers: {
        'content-security-policy': contentPolicy(frame),
        'content-language': language,
        'x-robots-tag': 'noindex',
      },
      isFramed: frame !== undefined,
    };
  }
}

function readersLanguage(header: string | undefined): Language {
  for (const tag of wantedLanguages(header)) {
    const language = nearestLanguage(tag);
    if (language !== undefined) return language;
  }
  return LANGUAGES[0];
}
