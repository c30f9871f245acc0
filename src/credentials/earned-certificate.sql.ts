import { nameIsAwaited, type NamedRow, printedName } from '../identity/index.js';
import { statement } from '../platform/database/index.js';
import { hasUuid } from './credential-uuid.js';
import type { EarnedCertificate, ScannedSignature } from './earned-certificate.js';
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

/** One row. `$2` adds the digests of the scanned signatures, for which PostgreSQL reads up to a megabyte each. */
export const readEarnedCertificate = statement<
  EarnedCertificate & NamedRow,
  [uuid: string, withDigests: boolean]
>(
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
            select json_agg(json_build_object('key', o.key, 'name', o.name, 'url', null, 'logo', null)
                            order by part.position)
              from (select organization_id, position from program_authoring_organization where program_id = p.id
                    union all
                    select organization_id, position from course_owner where course_id = run.course_id) part
              join organization o on o.id = part.organization_id), '[]') as organizations,
          coalesce((
            select json_agg(json_build_object('position', sig.position, 'name', sig.name, 'title', sig.title,
                              'organization', sig.organization_name_override, 'imageType', sig.image_type,
                              'imageDigest', case when $2::boolean then encode(sha256(sig.image), 'hex') end)
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

/** The scanned signatures of a certificate that may be shown, or the one at position `$2`. */
export const readSignatures = statement<ScannedSignature, [uuid: string, position: number | null]>(
  'credentials.read_signatures',
  `with shown as (${SHOWN})
   select sig.position, sig.image_type as type, sig.image, encode(sha256(sig.image), 'hex') as digest
     from shown s
     join signatory sig on sig.program_certificate_id = s.program_certificate_id
    where sig.image is not null and ($2::integer is null or sig.position = $2)
    order by sig.position`,
);
