import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/index.js';

/** Order matters: later rules override earlier ones. */
const PARTS = ['base', 'certificate', 'verification', 'landscape', 'print'] as const;

/** The pages' stylesheets, read once. Their addresses change with their content, so browsers may keep them long. */
@Injectable()
export class PageAssets {
  readonly stylesheet: string;
  readonly stylesheetAddress: string;
  /** The operator's own stylesheet; it follows ours. */
  readonly theme: string | undefined;
  readonly themeAddress: string | undefined;

  constructor({ publicUrl, themePrimaryColor, themeAccentColor, themeStylesheet }: Config) {
    const own = PARTS.map((part) =>
      readFileSync(new URL(`./views/styles/${part}.css`, import.meta.url), 'utf8'),
    );
    this.stylesheet = `:root{--primary:${themePrimaryColor};--accent:${themeAccentColor}}\n${own.join('\n')}`;
    this.theme = themeStylesheet === undefined ? undefined : readFileSync(themeStylesheet, 'utf8');
    // The path alone, so that the page also works under another host name.
    const base = `${new URL(publicUrl).pathname.replace(/\/$/, '')}/credentials/assets`;
    this.stylesheetAddress = versioned(`${base}/certificate.css`, this.stylesheet);
    this.themeAddress = this.theme === undefined ? undefined : versioned(`${base}/theme.css`, this.theme);
  }
}

function versioned(address: string, content: string): string {
  return `${address}?v=${hash('sha256', content).slice(0, 12)}`;
}
