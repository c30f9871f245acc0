import { describe, expect, it } from '@jest/globals';
import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from './describe-certificate.js';

const ISSUER = { platformName: 'Example', publicUrl: 'https://credentials.example', logo: null };

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

  it('links to sites of the catalog that are web addresses, and to no others', () => {
    const [first] = sample.organizations;
    const view = describeCertificate(
      { ...sample, url: 'javascript:alert(1)', organizations: [{ ...first!, url: 'data:text/html,x' }] },
      ISSUER,
    );
    expect(view.about?.link).toBeNull();
    expect(view.organizations[0]?.url).toBeNull();
  });

  it('has a column of grades only if the learner shows one', () => {
    const courses = sample.courses.map((course) => ({ ...course, grade: null }));
    expect(describeCertificate(sample, ISSUER).courses?.grade).toBe('Grade');
    expect(describeCertificate({ ...sample, courses }, ISSUER).courses?.grade).toBeNull();
    expect(describeCertificate({ ...sample, courses: [] }, ISSUER).courses).toBeNull();
  });

  it.each([
    [{ letter: 'A', percent: '0.9250' }, 'A\u00a0·\u00a092.5%'],
    [{ letter: '', percent: '1.2' }, '120%'],
    [{ letter: 'Pass', percent: null }, 'Pass'],
    [{ letter: 'Pass', percent: 'none' }, 'Pass'],
  ])('writes the grade %j as %s', (grade, expected) => {
    const courses = [{ ...sample.courses[0]!, grade }];
    const [row] = describeCertificate({ ...sample, courses }, ISSUER).courses!.rows;
    expect(row?.grade.replace(/[\u2068\u2069]/gu, '')).toBe(expected);
  });

  it('offers neither PDF nor picture nor preview where a font is missing', () => {
    const labels = (view: ReturnType<typeof describeCertificate>) =>
      view.actions.links.map(({ label }) => label);
    const drawn = labels(describeCertificate(sample, ISSUER));
    const missing = labels(
      describeCertificate(sample, ISSUER, undefined, { sheet: null, missingScripts: ['Khmer'] }),
    );
    expect(drawn).toHaveLength(5);
    expect(missing).toEqual(['Add to LinkedIn profile', 'Send by mail']);
  });

  it('says when it was revoked, in the day of UTC', () => {
    const view = describeCertificate({ ...sample, revoked: new Date('2026-03-01T23:59:00Z') }, ISSUER);
    expect(view.revoked?.heading).toBe('Revoked on March 1, 2026');
    expect(view.documentTitle).toBe('Foundations of Data Science: Revoked on March 1, 2026');
    expect(view.description).not.toMatch(/certifies|[\u2066-\u2069]/u);
  });
});
