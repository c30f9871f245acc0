import { statement } from '../platform/database/index.js';

const COLUMNS = ['is_active', 'title', 'use_org_name', 'include_hours_of_effort', 'language'];
const list = COLUMNS.join(', ');
const from = (alias: string) => COLUMNS.map((column) => `${alias}.${column}`).join(', ');

/** Writes the certificates of a JSON array by program and answers which it made or changed. */
export const upsertProgramCertificates = statement<
  { program_uuid: string; created: boolean },
  [certificates: string]
>(
  'certificates.upsert_program_certificates',
  `with incoming as (
     select site.id as site_id, program.id as program_id, ${from('described')}
       from jsonb_to_recordset($1::jsonb) as described (
         program_uuid uuid, is_active boolean, title text, use_org_name boolean,
         include_hours_of_effort boolean, language text)
       join program on program.uuid = described.program_uuid
      cross join site),
   changed as (
     update program_certificate stored
        set (${list}, modified) = row(${from('incoming')}, now())
       from incoming
      where stored.program_id = incoming.program_id
        and (${from('stored')}) is distinct from (${from('incoming')})
     returning stored.program_id),
   created as (
     insert into program_certificate (site_id, program_id, ${list})
     select site_id, program_id, ${list} from incoming
      where not exists (
        select from program_certificate stored where stored.program_id = incoming.program_id)
     returning program_id)
   select program.uuid as program_uuid, created
     from (select program_id, false as created from changed
           union all select program_id, true from created) touched
     join program on program.id = touched.program_id`,
);

/**
 * Makes the signatories of each program in a JSON array of `{program_uuid, signatories}` what the array says, touching only
 * what differs, and answers the programs that changed. A signature's image belongs to the name and moves along with it.
 */
export const replaceSignatories = statement<{ program_uuid: string }, [signatories: string]>(
  'certificates.replace_signatories',
  `with described as (
     select certificate.id, described.program_uuid, described.signatories
       from jsonb_to_recordset($1::jsonb) as described (program_uuid uuid, signatories jsonb)
       join program on program.uuid = described.program_uuid
       join program_certificate certificate on certificate.program_id = program.id),
   incoming as (
     select described.id as program_certificate_id, (item.place - 1)::integer as position,
            item.value->>'name' as name, item.value->>'title' as title,
            item.value->>'organization_name_override' as organization_name_override,
            (select min(signatory.id) from signatory
              where signatory.program_certificate_id = described.id
                and signatory.name = item.value->>'name') as same_name_id
       from described
      cross join jsonb_array_elements(described.signatories) with ordinality as item (value, place)),
   removed as (
     delete from signatory stored using described
      where stored.program_certificate_id = described.id
        and stored.position >= jsonb_array_length(described.signatories)
     returning stored.program_certificate_id),
   changed as (
     update signatory stored
        set name = incoming.name, title = incoming.title,
            organization_name_override = incoming.organization_name_override,
            image_type = source.image_type, image = source.image
       from incoming
       left join signatory source on source.id = incoming.same_name_id
      where stored.program_certificate_id = incoming.program_certificate_id
        and stored.position = incoming.position
        and (stored.name, stored.title, stored.organization_name_override)
            is distinct from (incoming.name, incoming.title, incoming.organization_name_override)
     returning stored.program_certificate_id),
   added as (
     insert into signatory (program_certificate_id, position, name, title, organization_name_override, image_type, image)
     select incoming.program_certificate_id, incoming.position, incoming.name, incoming.title,
            incoming.organization_name_override, source.image_type, source.image
       from incoming
       left join signatory source on source.id = incoming.same_name_id
      where not exists (
        select from signatory stored
         where stored.program_certificate_id = incoming.program_certificate_id
           and stored.position = incoming.position)
     returning program_certificate_id)
   update program_certificate certificate set modified = now()
     from described
    where certificate.id = described.id and certificate.id in (
      select program_certificate_id from removed
      union all select program_certificate_id from changed
      union all select program_certificate_id from added)
   returning described.program_uuid`,
);
