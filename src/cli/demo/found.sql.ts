import { statement } from '../../platform/database/index.js';

// Reads across modules: the demo leaves what is there as it is.

type Found<Params extends readonly unknown[]> = ReturnType<typeof statement<{ id: number }, Params>>;

export const findPathway: Found<[uuid: string]> = statement(
  'cli.find_pathway',
  'select id from pathway where uuid = $1',
);

export const findCredential: Found<[uuid: string]> = statement(
  'cli.find_credential',
  'select 1 as id from user_credential where uuid = $1',
);

export const findApiKey: Found<[keyId: string]> = statement(
  'cli.find_api_key',
  'select user_id as id from api_key where key_id = $1',
);

export const findWebhook: Found<[uuid: string]> = statement(
  'cli.find_webhook',
  'select id from webhook where uuid = $1',
);

export const findCourseCertificate: Found<[courseId: string]> = statement(
  'cli.find_course_certificate',
  'select id from course_certificate where course_id = $1',
);

export const findGrade: Found<[username: string, run: string]> = statement(
  'cli.find_grade',
  `select 1 as id from user_grade grade
     join users on users.id = grade.user_id
     join course_run on course_run.id = grade.course_run_id
    where users.username = $1 and course_run.key = $2`,
);

export const findTemplate: Found<[key: string]> = statement(
  'cli.find_template',
  'select 1 as id from completion_mail_template where key = $1',
);

export const findSignature: Found<[program: string, position: number]> = statement(
  'cli.find_signature',
  `select 1 as id from signatory
     join program_certificate certificate on certificate.id = signatory.program_certificate_id
     join program on program.id = certificate.program_id
    where program.uuid = $1 and signatory.position = $2 and signatory.image_type is not null`,
);

export const findCourseSignature: Found<[run: string, position: number]> = statement(
  'cli.find_course_signature',
  `select 1 as id from signatory
     join course_certificate certificate on certificate.id = signatory.course_certificate_id
    where lower(certificate.course_id) = lower($1) and signatory.position = $2 and signatory.image_type is not null`,
);

export const findLogo: Found<[organization: string]> = statement(
  'cli.find_logo',
  `select organization_id as id from organization_logo
     join organization on organization.id = organization_id
    where organization.uuid = $1`,
);

export const findSiteLogo: Found<[]> = statement('cli.find_site_logo', 'select site_id as id from site_logo');
