import type { Schema } from 'avsc';

// The schemas that openedx-events 10.5.0 builds for these events, word for word: a reader of the bytes must have the
// writer's schema, and of a Kafka registry equal texts have one number.

export const CERTIFICATE_CREATED = 'org.openedx.learning.certificate.created.v1';
export const CERTIFICATE_REVOKED = 'org.openedx.learning.certificate.revoked.v1';
export const PROGRAM_AWARDED = 'org.openedx.learning.program.certificate.awarded.v1';
export const PROGRAM_REVOKED = 'org.openedx.learning.program.certificate.revoked.v1';

/** The version of openedx-events whose schemas these are, as the header `sourcelib` says it. */
export const SCHEMAS_OF = '10.5.0';

export const CERTIFICATE_TOPIC = 'learning-certificate-lifecycle';
export const PROGRAM_TOPIC = 'learning-program-certificate-lifecycle';

const text = (name: string) => ({ name, type: 'string' });
const optionalText = (name: string) => ({ name, type: ['null', 'string'], default: null });
const record = (name: string, fields: readonly object[]) => ({ name, type: 'record', fields });

const USER = record('UserData', [
  { name: 'id', type: 'long' },
  { name: 'is_active', type: 'boolean' },
  { name: 'pii', type: record('UserPersonalData', [text('username'), text('email'), text('name')]) },
]);

const COURSE = record('CourseData', [
  text('course_key'),
  text('display_name'),
  optionalText('start'),
  optionalText('end'),
]);

const CERTIFICATE = record('CertificateData', [
  { name: 'user', type: USER },
  { name: 'course', type: COURSE },
  ...['mode', 'grade', 'download_url', 'name', 'current_status', 'previous_status'].map(text),
]);

const PROGRAM_CERTIFICATE = record('ProgramCertificateData', [
  { name: 'user', type: USER },
  { name: 'program', type: record('ProgramData', ['uuid', 'title', 'program_type'].map(text)) },
  ...['uuid', 'status', 'url'].map(text),
  optionalText('certificate_available_date'),
]);

const cloudEvent = (type: string, field: string, data: object): Schema =>
  ({
    name: 'CloudEvent',
    type: 'record',
    doc: 'Avro Event Format for CloudEvents created with openedx_events/schema',
    fields: [{ name: field, type: data }],
    namespace: type,
  }) as Schema;

/** The schema of each event that this service reads or writes. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  [CERTIFICATE_CREATED]: cloudEvent(CERTIFICATE_CREATED, 'certificate', CERTIFICATE),
  [CERTIFICATE_REVOKED]: cloudEvent(CERTIFICATE_REVOKED, 'certificate', CERTIFICATE),
  [PROGRAM_AWARDED]: cloudEvent(PROGRAM_AWARDED, 'program_certificate', PROGRAM_CERTIFICATE),
  [PROGRAM_REVOKED]: cloudEvent(PROGRAM_REVOKED, 'program_certificate', PROGRAM_CERTIFICATE),
};

/** A learner, as events hold them. */
export interface UserData {
  readonly id: bigint;
  readonly is_active: boolean;
  readonly pii: { readonly username: string; readonly email: string; readonly name: string };
}

/** The value of the events about certificates of courses. */
export interface CertificateValue {
  readonly certificate: {
    readonly user: UserData;
    readonly course: {
      readonly course_key: string;
      readonly display_name: string;
      readonly start: string | null;
      readonly end: string | null;
    };
    readonly mode: string;
    readonly grade: string;
    readonly download_url: string;
    readonly name: string;
    readonly current_status: string;
    readonly previous_status: string;
  };
}

/** The value of the events about certificates of programs. */
export interface ProgramCertificateValue {
  readonly program_certificate: {
    readonly user: UserData;
    readonly program: {
      readonly uuid: string;
      readonly title: string;
      readonly program_type: string;
    };
    readonly uuid: string;
    readonly status: string;
    readonly url: string;
    readonly certificate_available_date: string | null;
  };
}
