import type { EarnedCertificate } from '../credentials/index.js';
import { type CertificateView, describeCertificate } from './view/describe-certificate.js';

/** The sample in words, as templates are tried with it. */
export function sampleView(publicUrl: string): CertificateView {
  return describeCertificate(exampleCertificate('en', new Date()), {
    platformName: 'Example',
    publicUrl,
    logo: null,
  });
}

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
    url: 'https://university.example/data-science',
    ...sample,
    courses: sample.courses.map((title, index) => ({
      title,
      key: `ExampleX+DS10${index + 1}`,
      issued: new Date(now.getTime() - (sample.courses.length - index) * MONTH_MS),
      grade: GRADES[index] ?? null,
    })),
    organizations: sample.organizations.map((name, index) => ({
      key: name,
      name,
      url: `https://${index === 0 ? 'university' : 'institute'}.example/`,
      logo: null,
    })),
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

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
const GRADES = [
  { letter: 'A', percent: '0.93' },
  { letter: 'B', percent: '0.86' },
];

const LATIN = {
  fullName: 'Sofía Marlowe-Castellanos',
  title: 'Foundations of Data Science',
  type: 'MicroMasters',
  description:
    'How data is collected, described and understood: three courses from first principles to a project.',
  courses: ['Statistics from the Beginning', 'Working with Data', 'A Project of One’s Own'],
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
  description: 'كيف تُجمع البيانات وتوصف وتُفهم: ثلاثة مساقات من المبادئ الأولى إلى مشروع.',
  courses: ['الإحصاء من البداية', 'العمل مع البيانات', 'مشروعي الخاص'],
  organizations: ['جامعة المثال', 'معهد النموذج للتقنية'],
  signatories: [
    ['أ.د. سلمى حدّاد', 'عميدة كلية البيانات', 'جامعة المثال'],
    ['د. عمر الفاسي', 'مدير البرنامج', 'معهد النموذج للتقنية'],
  ],
};
