import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { directionOf } from '../languages/index.js';

/** The looks of the mails of an installation. Colours are `#rrggbb`. */
export interface MailBrand {
  readonly name: string;
  /** Where the name in the foot leads to. */
  readonly address: string;
  readonly primary: string;
  readonly accent: string;
  /** A picture in the place of the name, by an absolute address. Its size is in CSS pixels, for a phone, too. */
  readonly logo: { readonly address: string; readonly width: number; readonly height: number } | null;
}

/** The content of a mail that is put into the frame. */
export interface FrameContent {
  readonly subject: string;
  /** HTML without `html` and `body`. */
  readonly body: string;
  readonly language: string;
  /** `auto`: as the first letter of the body. Default: that of the language. */
  readonly direction?: 'auto';
}

const template = Handlebars.compile<object>(
  readFileSync(new URL('./mail-frame.html.hbs', import.meta.url), 'utf8'),
  { strict: true, knownHelpersOnly: true },
);

/** Controls of direction: a title has no place for them, since all its words are isolated. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A mail's HTML with the name, colours and logo of the installation around it. */
export function frameMail({ subject, body, language, direction }: FrameContent, brand: MailBrand): string {
  return template({
    language,
    direction: directionOf(language),
    bodyDirection: direction ?? directionOf(language),
    title: subject.replace(DIRECTION, ''),
    brand,
    body: new Handlebars.SafeString(body.trimEnd()),
  });
}

/** Whether HTML is a document of its own, which no frame can hold. */
export function isWholeDocument(html: string): boolean {
  return /<!doctype\b|<html[\s>]/i.test(html);
}
