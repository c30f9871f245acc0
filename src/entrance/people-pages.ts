import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MessagePages, type MessageKind } from '../certificate-page/index.js';
import { Config } from '../config/index.js';
import { type Audience, type ErrorPage, ErrorPages } from '../platform/http/index.js';
import { basePathOf } from './next-address.js';

/** Addresses of the API, of probes and of scrapes. Programs call them, and a person who does wants to see what they see. */
const FOR_MACHINES =
  /^\/(api|csrf|health|livez|readyz|metrics|records\/api|records\/programs\/[^/]+\/(share|send))(\/|$)/;
const FOR_PEOPLE = /^\/(credentials|records|login|logout|admin)(\/|$)/;
/** The web front end of the existing service's administration, to which Support Tools and the LMS have links. */
const CONSOLE = /^\/admin(\/|$)/;
const CERTIFICATE = /^\/credentials\/(?!assets\/)/;

/** The errors that people see. They need no database. */
@Injectable()
export class PeoplePages extends ErrorPages {
  constructor(
    private readonly config: Config,
    private readonly messages: MessagePages,
  ) {
    super();
  }

  override audienceOf(path: string): Audience {
    if (FOR_MACHINES.test(path)) return 'machines';
    return FOR_PEOPLE.test(path) ? 'people' : 'anyone';
  }

  override pageOf({ url, headers, is404 }: FastifyRequest, status: number): ErrorPage {
    const kind = status === 404 ? missingAt(url.split('?', 1)[0]!, is404) : kindOf(status);
    const links =
      kind === 'console' ? ([['api', `${basePathOf(this.config.publicUrl)}/api-docs/`]] as const) : [];
    return this.messages.page(kind, { wanted: headers['accept-language'], links });
  }
}

function missingAt(path: string, hasNoRoute: boolean): MessageKind {
  if (CONSOLE.test(path)) return 'console';
  return CERTIFICATE.test(path) && !hasNoRoute ? 'no_certificate' : 'missing';
}

function kindOf(status: number): MessageKind {
  if (status === 410) return 'missing';
  if (status === 429 || status === 503) return 'busy';
  return status < 500 ? 'refused' : 'failed';
}
