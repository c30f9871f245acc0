import { describe, expect, it } from '@jest/globals';
import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from './describe-certificate.js';

const ISSUER = { platformName: 'Example', publicUrl: 'https://credentials.example', logo: undefined };

describe('a certificate in words', () => {
  const sample = exampleCertificate('en', new Date());
  const signedFor = (names: readonly string[]) => {
    const organizations = names.map((name) => ({ key: name, name, url: null, logo: null }));
    const signatories = sample.signatories.map((signatory) => ({ ...signatory, organization: null }));
    const view = describeCertificate({ ...sample, organizations, signatories }, ISSUER);
    return view.signatories.map(({ organization }) => organization.replace(/[\u2068\u2069]/gu, ''));
  };

  it('names the institutions under who signs for them', () => {
    expect(signedFor(['TestX', 'SonsX'])).toEqual(['TestX and SonsX', 'TestX and SonsX']);
  });

  it('does not repeat a long list of institutions under everybody who signs', () => {
    expect(signedFor(Array.from({ length: 8 }, (_, n) => `University of Place ${n}`))).toEqual(['', '']);
  });
});
