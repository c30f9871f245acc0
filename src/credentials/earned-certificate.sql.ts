import { nameIsAwaited, type NamedRow, printedName } from '../identity/index.js';
import { statement } from '../platform/database/index.js';
import { hasUuid } from './credential-uuid.js';
import type { FoundCertificate, ScannedSignature } from './earned-certificate.js';
import { earnedCourses } from './earned-courses.js';
import { visibleFrom } from './visibility.js';

// 0.3 ms, by indexes (npm run bench -- --plans): a certificate's page is public, so anybody can ask for it.

/**
 * The credential `$1` and the time from which it is visible; no row unless it is awarded and visible.
 * @param showsRevoked SQL: whether also one that could be seen before it was revoked is a row
 */
const shown = (showsRevoked: string) => `
  select * from (
    select c.id, c.uuid, c.user_id, c.program_certificate_id, c.course_certificate_id, c.date_override,
           c.rested_on, c.first_awarded_at, c.revoked_at,
           ${visibleFrom('c')} as visible_from
      from user_credential c
     where ${hasUuid('c', '$1')} and (c.status = 'awarded' or c.was_visible and ${showsRevoked})) credential
   where visible_from <= now() or revoked_at is not null`;

/** Of a revoked program credential the rule may no longer know since when it was visible. */
const ISSUED = `coalesce(s.date_override, case when s.revoked_at is null then s.visible_from
             else least(coalesce(s.visible_from, s.first_awarded_at), s.revoked_at) end)`;

/**
 * One row. `$2` adds the digests of the scanned signatures, for which PostgreSQL reads up to a megabyte each. `$3` shows also
 * a revoked one.
 */
export const readEarnedCertificate = statement<
  FoundCertificate & NamedRow,
  [uuid: string, withDigests: boolean, showsRevoked: boolean]
>(
  'credentials.read_earned_certificate',
  `with shown as (${shown('$3::boolean')})
   select s.uuid,
          case when pc.id is null then 'course-run' else 'program' end as kind,
          case when pc.id is null then concat('course ', cc.id) else concat('program ', pc.id) end as definition,
          ${printedName('u')} as "fullName",
          u.id as "userId", ${nameIsAwaited('u')} as "nameIsAwaited",
          u.username,
          coalesce(nullif(pc.title, ''), nullif(cc.title, ''), p.title, run.title_override, course.title, cc.course_id) as title,
          coalesce(p.type, cc.certificate_type) as type,
          coalesce(pc.language, cc.language) as language,
          coalesce(pc.use_org_name, true) as "useOrgName",
          case when pc.include_hours_of_effort then p.total_hours_of_effort end as "hoursOfEffort",
          ${ISSUED} as issued,
          coalesce(p.description, course.description) as description,
          coalesce(p.marketing_url, course.marketing_url) as url,
          ${earnedCourses('s', 'p')} as courses,
          now() as "readAt", s.revoked_at as revoked,
          coalesce((
            select json_agg(json_build_object('key', o.key, 'name', o.name, 'url', o.homepage_url, 'logo', null)
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
              from signatory sig
             where sig.program_certificate_id = pc.id or sig.course_certificate_id = cc.id), '[]') as signatories
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
  `with shown as (${shown('false')})
   select sig.position, sig.image_type as type, sig.image, encode(sha256(sig.image), 'hex') as digest
     from shown s
     join signatory sig on sig.program_certificate_id = s.program_certificate_id
                   or sig.course_certificate_id = s.course_certificate_id
    where sig.image is not null and ($2::integer is null or sig.position = $2)
    order by sig.position`,
);
