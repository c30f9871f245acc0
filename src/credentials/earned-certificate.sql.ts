import { nameIsAwaited, type NamedRow, printedName } from '../identity/index.js';
import { statement } from '../platform/database/index.js';
import { hasUuid } from './credential-uuid.js';
import type { EarnedCertificate, PictureContent, ScannedSignature } from './earned-certificate.js';
import { visibleFrom } from './visibility.js';

// 0.3 ms, by indexes (npm run bench -- --plans): a certificate's page is public, so anybody can ask for it.

/** The credential `$1` and the time from which it is visible; no row unless it is awarded and visible. */
const SHOWN = `
  select * from (
    select c.id, c.uuid, c.user_id, c.program_certificate_id, c.course_certificate_id, c.date_override,
           ${visibleFrom('c')} as visible_from
      from user_credential c
     where ${hasUuid('c', '$1')} and c.status = 'awarded') credential
   where visible_from <= now()`;

/** One row. */
export const readEarnedCertificate = statement<EarnedCertificate & NamedRow, [uuid: string]>(
  'credentials.read_earned_certificate',
  `with shown as (${SHOWN})
   select s.uuid,
          case when pc.id is null then 'course-run' else 'program' end as kind,
          case when pc.id is null then concat('course ', cc.id) else concat('program ', pc.id) end as definition,
          ${printedName('u')} as "fullName",
          u.id as "userId", ${nameIsAwaited('u')} as "nameIsAwaited",
          u.username,
          coalesce(nullif(pc.title, ''), p.title, run.title_override, course.title, cc.course_id) as title,
          coalesce(p.type, cc.certificate_type) as type,
          coalesce(pc.language, 'en') as language,
          coalesce(pc.use_org_name, true) as "useOrgName",
          case when pc.include_hours_of_effort then p.total_hours_of_effort end as "hoursOfEffort",
          coalesce(s.date_override, s.visible_from) as issued,
          null::text as description, null::text as url, '[]'::json as courses,
          now() as "readAt", null::timestamptz as revoked,
          coalesce((
            select json_agg(json_build_object('key', o.key, 'name', o.name, 'url', null,
                              'logo', case when logo.organization_id is not null then
                                json_build_object('type', logo.image_type, 'digest', logo.image_digest) end)
                            order by part.position)
              from (select organization_id, position from program_authoring_organization where program_id = p.id
                    union all
                    select organization_id, position from course_owner where course_id = run.course_id) part
              join organization o on o.id = part.organization_id
              left join organization_logo logo on logo.organization_id = o.id), '[]') as organizations,
          coalesce((
            select json_agg(json_build_object('position', sig.position, 'name', sig.name, 'title', sig.title,
                              'organization', sig.organization_name_override, 'imageType', sig.image_type,
                              'imageDigest', sig.image_digest)
                            order by sig.position)
              from signatory sig where sig.program_certificate_id = pc.id), '[]') as signatories
     from shown s
     join users u on u.id = s.user_id
     left join program_certificate pc on pc.id = s.program_certificate_id
     left join program p on p.id = pc.program_id
     left join course_certificate cc on cc.id = s.course_certificate_id
     left join course_run run on run.id = cc.course_run_id
     left join course on course.id = run.course_id`,
);

/** The scanned signature at position `$2` of a certificate that may be shown. */
export const readSignature = statement<ScannedSignature, [uuid: string, position: number]>(
  'credentials.read_signature',
  `with shown as (${SHOWN})
   select sig.position, sig.image_type as type, sig.image, sig.image_digest as digest
     from shown s
     join signatory sig on sig.program_certificate_id = s.program_certificate_id
    where sig.image is not null and sig.position = $2`,
);

/** The pictures with these digests, each once. By the index of each table: 0.1 ms, and the time to read the pictures. */
export const readPictures = statement<PictureContent, [digests: readonly string[]]>(
  'credentials.read_pictures',
  `select distinct on (digest) digest, type, image
     from (select image_digest as digest, image_type as type, image from signatory where image_digest = any ($1)
           union all
           select image_digest, image_type, image from organization_logo where image_digest = any ($1)
           union all
           select image_digest, image_type, image from site_logo where image_digest = any ($1)) picture
    order by digest`,
);
