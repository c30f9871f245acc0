import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EnvironmentReader } from './environment-reader.js';

/** WCAG 2.2: the least contrast of text with its background. */
const LEAST_CONTRAST = 4.5;

/** Settings of the look of certificates. */
export function readTheme(read: EnvironmentReader) {
  return {
    themeLogoUrl: read.webAddress('THEME_LOGO_URL'),
    themePrimaryColor: primaryColor(read),
    themeAccentColor: color(read, 'THEME_ACCENT_COLOR', '#a67c2e'),
    themeStylesheet: file(read, 'THEME_STYLESHEET'),
    certificateTemplate: file(read, 'CERTIFICATE_TEMPLATE'),
    certificateFonts: folder(read, 'CERTIFICATE_FONTS'),
    certificatePaper: read.choice('CERTIFICATE_PAPER', ['a4', 'us-letter'], 'a4'),
  };
}

/** Text and buttons have this colour: it must be readable on white. */
function primaryColor(read: EnvironmentReader): string {
  const value = color(read, 'THEME_PRIMARY_COLOR', '#1c2d50');
  if (1.05 / (luminance(value) + 0.05) < LEAST_CONTRAST) {
    read.problem(
      `THEME_PRIMARY_COLOR must be darker: text in ${value} cannot be read on white (contrast below 4.5)`,
    );
  }
  return value;
}

function color(read: EnvironmentReader, name: string, fallback: string): string {
  const value = read.text(name, fallback).toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(value)) return value;
  read.problem(`${name} must be a colour such as #1c2d50, not "${value}"`);
  return fallback;
}

function file(read: EnvironmentReader, name: string): string | undefined {
  return path(read, name, 'file', (stats) => stats.isFile());
}

function folder(read: EnvironmentReader, name: string): string | undefined {
  return path(read, name, 'folder', (stats) => stats.isDirectory());
}

function path(
  read: EnvironmentReader,
  name: string,
  kind: string,
  isOfKind: (stats: Stats) => boolean,
): string | undefined {
  const value = read.text(name);
  if (value === undefined) return undefined;
  const place = resolve(value);
  try {
    accessSync(place, constants.R_OK);
    if (isOfKind(statSync(place))) return place;
  } catch {
    // The problem below says all.
  }
  read.problem(`${name} must be the path of a ${kind} that the service can read, not "${value}"`);
  return place;
}

/** Relative luminance of #rrggbb as WCAG defines it, from 0 to 1. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
