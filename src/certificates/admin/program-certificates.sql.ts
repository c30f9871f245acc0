import { statement } from '../../platform/database/index.js';
import { PagedList } from '../../platform/lists/index.js';

const CERTIFICATE_JSON = `json_build_object(
  'id', c.id, 'program_uuid', p.uuid, 'program_title', p.title, 'is_active', c.is_active, 'title', c.title,
  'use_org_name', c.use_org_name, 'include_hours_of_effort', c.include_hours_of_effort, 'language', c.language,
  'signatories', coalesce((
     select json_agg(json_build_object(
              'position', s.position, 'name', s.name, 'title', s.title,
              'organization_name_override', s.organization_name_override,
              'image', case when s.image is not null
                       then json_build_object('content_type', s.image_type, 'size', octet_length(s.image)) end)
              order by s.position)
       from signatory s where s.program_certificate_id = c.id), '[]'),
  'updated_at', iso_time(c.modified))`;

const FROM = 'program_certificate c join program p on p.id = c.program_id';

export const programCertificateList = new PagedList({
  name: 'certificates.list_program_certificates',
  json: CERTIFICATE_JSON,
  from: FROM,
  id: 'c.id',
  filters: {},
});

export const readProgramCertificate = statement<{ json: string }, [programUuid: string]>(
  'certificates.read_program_certificate',
  `select ${CERTIFICATE_JSON}::text as json from ${FROM} where p.uuid = $1`,
);

/** By the program, since the certificate may be missing: of two who make it at once the second waits. */
export const lockProgram = statement<{ id: number }, [programUuid: string]>(
  'certificates.lock_program',
  'select id from program where uuid = $1 for no key update',
);
