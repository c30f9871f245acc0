import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { type MessagePage, MessagePages } from '../certificate-page/index.js';
import { Config } from '../config/index.js';
import { SitesService } from '../identity/index.js';
import { basePathOf, ownPathIn } from './next-address.js';

/** Addresses for which a browser must be signed in. The other pages are public, or lead to a front end that signs in. */
const NEEDS_SIGN_IN = /^\/(api|records\/api)\//;
/** A sign-in leads to neither of them. */
const NO_AIM = /^\/log(in|out)(\/|\?|#|$)/;

/** The addresses at which people arrive, and those to which they are led. */
@Injectable()
export class EntranceService {
  constructor(
    private readonly config: Config,
    private readonly sites: SitesService,
    private readonly messages: MessagePages,
    private readonly adapterHost: HttpAdapterHost<FastifyAdapter>,
  ) {}

  /** Where somebody goes who was sent here to sign in. @param next as the LMS writes it, such as `/credentials/{hex}/` */
  async afterSignIn(next: string | undefined): Promise<string> {
    const path = this.ownPath(next) ?? '/';
    const own = `${basePathOf(this.config.publicUrl)}${path}`;
    const lms = NEEDS_SIGN_IN.test(path) ? await this.lmsUrl() : undefined;
    if (lms === undefined) return own;
    const { origin } = new URL(this.config.publicUrl);
    return `${lms}/login?next=${encodeURIComponent(`${origin}${own}`)}`;
  }

  /** The page after the sign-out, which the LMS may show in a frame. @param wanted the header `Accept-Language` */
  async signedOut(wanted: string | undefined): Promise<MessagePage> {
    const lms = await this.lmsUrl();
    const links = lms === undefined ? [] : ([['sign_out', `${lms}/logout`]] as const);
    return this.messages.page('signed_out', { wanted, links, framedBy: lms });
  }

  /** Where a developer finds the documentation; undefined in production. */
  documentation(): string | undefined {
    return this.config.production ? undefined : `${basePathOf(this.config.publicUrl)}/api-docs/`;
  }

  /** Where the icon of the pages is, for browsers that look in the place of old. */
  icon(): string {
    return `${basePathOf(this.config.publicUrl)}/credentials/assets/favicon.svg`;
  }

  /** The page at the address of the service itself. @param wanted the header `Accept-Language` */
  async start(wanted: string | undefined): Promise<MessagePage> {
    // The page shows the site as last read.
    await this.sites.require();
    return this.messages.page('start', { wanted });
  }

  /** The path that a text names, if somebody can ask for it. */
  private ownPath(next: string | undefined): string | undefined {
    const path = ownPathIn(next, this.config.publicUrl);
    if (path === undefined || NO_AIM.test(path)) return undefined;
    const url = path.split(/[?#]/, 1)[0]!;
    // Null when there is no route, although its type does not say so.
    const route: unknown = this.adapterHost.httpAdapter.getInstance().findRoute({ method: 'GET', url });
    return route === null ? undefined : path;
  }

  private async lmsUrl(): Promise<string | undefined> {
    const address = this.config.lmsUrl ?? (await this.sites.require()).lmsUrlRoot;
    return address?.replace(/\/+$/, '') || undefined;
  }
}
