import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { Config } from '../../config/index.js';
import { OperatorError } from '../../platform/errors/index.js';
import { fetchPicture } from '../../platform/pictures/index.js';
import { requestContext } from '../../platform/telemetry/index.js';
import { SiteLogoService } from './site-logo.service.js';

/**
 * Fetches the image that `THEME_LOGO_URL` names and stores it, once a process begins to answer requests. Nothing waits
 * for it: until it has come the platform's name stands in its place.
 */
@Injectable()
export class ThemeLogo implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ThemeLogo.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly config: Config,
    private readonly logos: SiteLogoService,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    // A command has no server, whatever the type says; a worker answers probes only.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null | undefined;
    if (this.config.role === 'worker' || !adapter) return;
    (adapter.getHttpServer() as Server).once('listening', () => {
      const caller = { kind: 'job', name: 'theme-logo' } as const;
      this.running = requestContext.run({ requestId: randomUUID(), caller }, () => this.run());
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.settled();
  }

  /** Resolves once the work of the start is done. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    const { themeLogoUrl: url } = this.config;
    try {
      if (url === undefined) await this.logos.removeFetched();
      else if (await this.logos.isDue(url)) await this.logos.keep(url, await this.fetch(url));
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      const reason = error instanceof OperatorError ? error.message : 'The database could not be used.';
      this.logger.warn(`The logo that THEME_LOGO_URL names is not shown. ${reason}`);
      if (!(error instanceof OperatorError)) this.logger.error(error);
    }
  }

  private fetch(url: string) {
    const origins = new Set([new URL(url).origin, ...this.config.logoOrigins]);
    return fetchPicture(url, { origins, signal: this.stopping.signal });
  }
}
