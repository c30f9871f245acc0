import { nameIsAwaited, type NamedRow, printedName } from '../identity/index.js';
import { statement } from '../platform/database/index.js';
import { hasUuid } from './credential-uuid.js';
import type { FoundCertificate, PictureContent, ScannedSignature } from './earned-certificate.js';
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

/** The date of issue. The rule may no longer know since when a revoked program credential was visible. */
const ISSUED = `coalesce(s.date_override, case when s.revoked_at is null then s.visible_from
             else least(coalesce(s.visible_from, s.first_awarded_at), s.revoked_at) end)`;

/** One row. `$2` shows also a revoked one. */
export const readEarnedCertificate = statement<
  FoundCertificate & NamedRow,
  [uuid: string, showsRevoked: boolean]
>(
  'credentials.read_earned_certificate',
  `with shown as (${shown('$2::boolean')})
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
            select json_agg(json_build_object('key', o.key, 'name', o.name, 'url', o.homepage_url,
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

/** The scanned signature at position `$2` of a certificate that may be shown. */
export const readSignature = statement<ScannedSignature, [uuid: string, position: number]>(
  'credentials.read_signature',
  `with shown as (${shown('false')})
   select sig.position, sig.image_type as type, sig.image, sig.image_digest as digest
     from shown s
     join signatory sig on sig.program_certificate_id = s.program_certificate_id
                        or sig.course_certificate_id = s.course_certificate_id
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
