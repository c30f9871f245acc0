import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { settingProblems } from '../../test/support/setting-problems.js';
import { loadConfig } from './load-config.js';

describe('the theme', () => {
  it('has colours of its own without configuration', () => {
    const { themePrimaryColor, themeAccentColor, themeLogoUrl, themeStylesheet } = loadConfig({});
    expect([themePrimaryColor, themeAccentColor]).toEqual(['#1c2d50', '#a67c2e']);
    expect([themeLogoUrl, themeStylesheet]).toEqual([undefined, undefined]);
  });

  it('takes colours in any letter case', () => {
    expect(loadConfig({ THEME_PRIMARY_COLOR: '#5A005A' }).themePrimaryColor).toBe('#5a005a');
  });

  it('names every bad setting at once', () => {
    const problems = settingProblems({
      THEME_PRIMARY_COLOR: 'red',
      THEME_ACCENT_COLOR: '#fff',
      THEME_LOGO_URL: 'javascript:alert(1)',
      THEME_STYLESHEET: '/no/such/theme.css',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'THEME_LOGO_URL',
      'THEME_PRIMARY_COLOR',
      'THEME_ACCENT_COLOR',
      'THEME_STYLESHEET',
    ]);
  });

  it('refuses a primary colour that cannot be read on white', () => {
    expect(settingProblems({ THEME_PRIMARY_COLOR: '#777777' })).toHaveLength(1);
    expect(settingProblems({ THEME_PRIMARY_COLOR: '#767676' })).toEqual([]);
  });

  it('has the template and the paper of the service without configuration', () => {
    const { certificateTemplate, certificateFonts, certificatePaper } = loadConfig({});
    expect([certificateTemplate, certificateFonts, certificatePaper]).toEqual([undefined, undefined, 'a4']);
  });

  it('takes paths of a template and of a folder of fonts, and makes them absolute', () => {
    const settings = { CERTIFICATE_TEMPLATE: 'package.json', CERTIFICATE_FONTS: 'src' };
    expect(loadConfig({ ...settings, CERTIFICATE_PAPER: 'us-letter' })).toMatchObject({
      certificateTemplate: resolve('package.json'),
      certificateFonts: resolve('src'),
      certificatePaper: 'us-letter',
    });
  });

  it.each([
    ['CERTIFICATE_TEMPLATE', '/no/such/sheet.typ', 'path of a file'],
    ['CERTIFICATE_TEMPLATE', 'src', 'path of a file'],
    ['CERTIFICATE_FONTS', '/no/such/folder', 'path of a folder'],
    ['CERTIFICATE_FONTS', 'package.json', 'path of a folder'],
    ['CERTIFICATE_PAPER', 'letter', 'us-letter'],
  ])('refuses %s=%s', (name, value, words) => {
    expect(settingProblems({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} must be .*${words}.*"${value}"`)),
    ]);
  });
});
