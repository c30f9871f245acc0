import { here, type Kind, modifiedOf, time } from './kind.js';

const USER = `(select coalesce(u.merged_into, u.id) from users u where u.id = ${here('core_user', 's.user_id')})`;
const PROGRAM = `${here('catalog_program', 's.program_id')}::integer`;
const PATHWAY = `${here('catalog_pathway', 's.pathway_id')}::integer`;

const NO_USER = { when: 'its.user_id is null', why: 'its user was not carried' };

export const SHARED_RECORDS: Kind = {
  name: 'records_programcertrecord',
  title: 'shared records',
  from: 'records_programcertrecord r',
  key: 'r.id',
  read: { created: 'r.created', uuid: 'r.uuid', user_id: 'r.user_id', program_id: 'r.program_id' },
  table: 'program_cert_record',
  alsoWrites: ['former_record_uuid'],
  joins: `cross join lateral (select ${USER} as user_id, ${PROGRAM} as program_id offset 0) its
    left join program_cert_record same on same.uuid = s.uuid::uuid
    left join program_cert_record rival on rival.user_id = its.user_id and rival.program_id = its.program_id`,
  natural: `concat_ws(':', its.user_id, its.program_id)`,
  prefer: time('s.created'),
  found: 'coalesce(same.id, rival.id)',
  foundIsOther: 'same.id is null',
  leftOut: [NO_USER, { when: 'its.program_id is null', why: 'its program was not carried' }],
  write: {
    uuid: 's.uuid::uuid',
    user_id: 'its.user_id',
    program_id: 'its.program_id',
    created: time('s.created'),
  },
  update: { user_id: null, program_id: null },
  handle: 't.uuid',
  hasModified: false,
  after: [
    `insert into former_record_uuid (uuid, record_id)
     select r.uuid, r.id from ready r where r.joined and r.id is not null
       and not exists (select from program_cert_record c where c.uuid = r.uuid) on conflict do nothing`,
  ],
};

export const SENT_PATHWAYS: Kind = {
  name: 'records_usercreditpathway',
  title: 'sent pathways',
  from: 'records_usercreditpathway r',
  key: 'r.id',
  read: {
    created: 'r.created',
    modified: 'r.modified',
    status: 'r.status',
    user_id: 'r.user_id',
    pathway_id: 'r.pathway_id',
    program_id: 'r.program_id',
  },
  table: 'user_credit_pathway',
  joins: `cross join lateral (
      select ${USER} as user_id, ${PROGRAM} as program_id, ${PATHWAY} as pathway_id offset 0) its`,
  natural: `concat_ws(':', its.user_id, its.program_id, its.pathway_id)`,
  found: `(select id from user_credit_pathway o where o.user_id = its.user_id and o.program_id = its.program_id
            and o.pathway_id = its.pathway_id)`,
  leftOut: [
    { when: `s.status <> 'sent'`, why: 'it was never sent' },
    { when: 's.program_id is null', why: 'it has no program' },
    NO_USER,
    {
      when: 'its.program_id is null or its.pathway_id is null',
      why: 'its program or pathway was not carried',
    },
    {
      when: `not exists (select from pathway_program l where l.pathway_id = its.pathway_id and l.program_id = its.program_id)`,
      why: 'its pathway does not recognise its program',
    },
  ],
  write: {
    user_id: 'its.user_id',
    program_id: 'its.program_id',
    pathway_id: 'its.pathway_id',
    status: 's.status',
    created: time('s.created'),
    modified: modifiedOf('s.created', 's.modified'),
  },
  update: { user_id: null, program_id: null, pathway_id: null, created: null },
  hasModified: true,
};
