import { describe, expect, it } from '@jest/globals';
import { ExampleViews } from './example-views.js';

const ISSUER = { platformName: 'Open edX', publicUrl: 'http://localhost:8150', logo: undefined };
const at = (time: string) => new Date(`2026-05-06T${time}Z`);

describe('the sample certificate', () => {
  it('is described once a minute in each language, however many ask for it', () => {
    const examples = new ExampleViews();
    const first = examples.of('en', ISSUER, at('07:08:00'));
    const french = examples.of('fr', ISSUER, at('07:08:01'));
    expect(french).not.toBe(first);
    expect(examples.of('en', ISSUER, at('07:08:59'))).toBe(first);
    expect(examples.of('no language', { ...ISSUER }, at('07:08:59'))).toBe(first);
    expect(examples.of('fr', ISSUER, at('07:08:59'))).toBe(french);
  });

  it('names the minute, and the platform as it is called now', () => {
    const examples = new ExampleViews();
    const first = examples.of('en', ISSUER, at('07:08:59'));
    const later = examples.of('en', ISSUER, at('07:09:00'));
    expect(first.view.verify.text).toContain('7:08');
    expect(later.view.verify.text).toContain('7:09');
    const renamed = examples.of('en', { ...ISSUER, platformName: 'Other' }, at('07:09:00'));
    expect(renamed.view.platform.name).toBe('Other');
  });
});
