import { describe, expect, it } from '@jest/globals';
import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from './describe-certificate.js';
import { LANGUAGES } from '../locales/index.js';
import { printScale } from './print-scale.js';

const ISSUER = { platformName: 'Example', publicUrl: 'https://credentials.example', logo: undefined };

function scaleOf(
  institutions: number,
  signatories: number,
  { language = 'en', fullName = 'Sofía Marlowe', title = 'Foundations of Data Science' } = {},
) {
  const sample = exampleCertificate(language, new Date());
  const certificate = {
    ...sample,
    fullName,
    title,
    organizations: Array.from({ length: institutions }, (_, n) => ({
      key: `Org${n}X`,
      name: `Institute for the Advanced Study of Sciences ${n}`,
      url: null,
      logo: null,
    })),
    signatories: Array.from({ length: signatories }, (_, n) => ({ ...sample.signatories[0]!, position: n })),
  };
  return printScale(describeCertificate(certificate, ISSUER));
}

describe('the scale of a printed certificate', () => {
  it.each(LANGUAGES)('is full for an ordinary one in %s', (language) => {
    expect(scaleOf(2, 2, { language })).toBe(100);
  });

  it('shrinks with institutions, signatories and the length of names', () => {
    expect(scaleOf(12, 2)).toBeLessThan(scaleOf(6, 2));
    expect(scaleOf(2, 20)).toBeLessThan(scaleOf(2, 5));
    expect(scaleOf(2, 2, { fullName: 'W'.repeat(200) })).toBeLessThan(100);
    expect(scaleOf(2, 2, { title: '王'.repeat(200) })).toBeLessThan(100);
  });

  it('ends at the smallest step, whatever there is', () => {
    expect(scaleOf(500, 20, { fullName: 'W'.repeat(255) })).toBe(30);
  });
});
