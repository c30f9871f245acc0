import type { EarnedCertificate } from '../credentials/index.js';

/** The certificate at `/credentials/example/`. It belongs to nobody and shows every part of a certificate. */
export function exampleCertificate(language: string, now: Date): EarnedCertificate {
  const sample = language === 'ar' ? ARABIC : LATIN;
  return {
    uuid: '00000000-0000-4000-8000-000000000000',
    kind: 'program',
    definition: 'example',
    username: 'example',
    language,
    useOrgName: true,
    hoursOfEffort: 240,
    issued: now,
    readAt: now,
    revoked: null,
    description: null,
    url: null,
    courses: [],
    ...sample,
    organizations: sample.organizations.map((name) => ({ key: name, name, url: null, logo: null })),
    signatories: sample.signatories.map(([name = '', title = '', organization = ''], position) => ({
      position,
      name,
      title,
      organization,
      imageType: null,
      imageDigest: null,
    })),
  };
}

const LATIN = {
  fullName: 'Sofía Marlowe-Castellanos',
  title: 'Foundations of Data Science',
  type: 'MicroMasters',
  organizations: ['Example University', 'Sample Institute of Technology'],
  signatories: [
    ['Prof. Amara Okonkwo', 'Dean of the School of Data', 'Example University'],
    ['Dr. Henrik Lindqvist', 'Program Director', 'Sample Institute of Technology'],
  ],
};

const ARABIC = {
  fullName: 'ليلى بنت يوسف الأندلسي',
  title: 'أسس علم البيانات',
  type: 'MicroMasters',
  organizations: ['جامعة المثال', 'معهد النموذج للتقنية'],
  signatories: [
    ['أ.د. سلمى حدّاد', 'عميدة كلية البيانات', 'جامعة المثال'],
    ['د. عمر الفاسي', 'مدير البرنامج', 'معهد النموذج للتقنية'],
  ],
};
