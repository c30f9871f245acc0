import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/index.js';

/** Order matters: later rules override earlier ones. */
const PARTS = ['base', 'certificate', 'print'] as const;

/** Weights and styles of the typeface that pages use. */
const FACES = ['400', '400-italic', '600'] as const;

const require = createRequire(import.meta.url);

/** The files that pages load, read once. Their addresses change with their content, so browsers may keep them long. */
@Injectable()
export class PageAssets {
  readonly stylesheet: string;
  readonly stylesheetAddress: string;
  /** The operator's own stylesheet; it follows ours. */
  readonly theme: string | undefined;
  readonly themeAddress: string | undefined;
  readonly favicon: string;
  readonly faviconAddress: string;
  /** Files of the typeface by name. A browser loads those with letters of the page. */
  readonly fonts: ReadonlyMap<string, Buffer>;
  /** The path alone, so that the page also works under another host name. */
  private readonly base: string;

  constructor({ publicUrl, themePrimaryColor, themeAccentColor, themeStylesheet }: Config) {
    this.base = `${new URL(publicUrl).pathname.replace(/\/$/, '')}/credentials/assets`;
    const colors = { primary: themePrimaryColor, accent: themeAccentColor };
    const { css, files } = typeface();
    const own = PARTS.map((part) => view(`styles/${part}.css`));
    this.fonts = files;
    this.stylesheet = [`:root{--primary:${colors.primary};--accent:${colors.accent}}`, css, ...own].join(
      '\n',
    );
    this.theme = themeStylesheet === undefined ? undefined : readFileSync(themeStylesheet, 'utf8');
    this.favicon = view('favicon.svg').replace(
      /var\(--(primary|accent)\)/g,
      (_, name: keyof typeof colors) => colors[name],
    );
    this.stylesheetAddress = this.versioned('certificate.css', this.stylesheet);
    this.themeAddress = this.theme === undefined ? undefined : this.versioned('theme.css', this.theme);
    this.faviconAddress = this.versioned('favicon.svg', this.favicon);
  }

  /** Address of a stored picture. */
  pictureAddress(digest: string): string {
    return `${this.base}/pictures/${digest}`;
  }

  private versioned(name: string, content: string): string {
    return `${this.base}/${name}?v=${version(content)}`;
  }
}

/** The package's own rules, which know the letters of each file, with our addresses. */
function typeface(): { css: string; files: Map<string, Buffer> } {
  const files = new Map<string, Buffer>();
  const rules = FACES.map((face) => readFileSync(packaged(`${face}.css`), 'utf8')).join('\n');
  const css = rules.replace(/src: url\(\.\/files\/([\w-]+\.woff2)\)[^;]*;/g, (_, name: string) => {
    const content = readFileSync(packaged(`files/${name}`));
    files.set(name, content);
    return `src: url(fonts/${name}?v=${version(content)}) format('woff2');`;
  });
  return { css, files };
}

function packaged(path: string): string {
  return require.resolve(`@fontsource/eb-garamond/${path}`);
}

function version(content: string | Buffer): string {
  return hash('sha256', content).slice(0, 12);
}

function view(path: string): string {
  return readFileSync(new URL(`./views/${path}`, import.meta.url), 'utf8');
}
