import { type Statement, statement } from '../../platform/database/index.js';

export type RelinkStatement = Statement<{ uuid: string }, [links: string]>;

interface LinkTable {
  readonly table: string;
  readonly owner: string;
  readonly target: string;
  /** Whether a column `position` keeps the order. */
  readonly ordered: boolean;
}

/**
 * Sets the links of each owner in a JSON array of `{uuid, links: [uuid]}`, changing only links that differ. Links to
 * unknown entries are left out. Returns the owners that changed, without those that this transaction has already
 * written.
 */
export function relinkStatement({ table, owner, target, ordered }: LinkTable): RelinkStatement {
  const [ownerId, targetId] = [`${owner}_id`, `${target}_id`];
  const same = `link.${ownerId} = incoming.${ownerId} and link.${targetId} = incoming.${targetId}`;
  const columns = `${ownerId}, ${targetId}${ordered ? ', position' : ''}`;
  const moved = `moved as (
       update ${table} link set position = incoming.position from incoming
        where ${same} and link.position <> incoming.position
       returning link.${ownerId}),`;
  return statement(
    `catalog.relink_${table}`,
    `with described as (
       select owner.id as ${ownerId}, described.links
         from jsonb_to_recordset($1::jsonb) as described (uuid uuid, links jsonb)
         join ${owner} owner on owner.uuid = described.uuid),
     incoming as (
       select described.${ownerId}, target.id as ${targetId}, min(link.position)::integer - 1 as position
         from described
        cross join jsonb_array_elements_text(described.links) with ordinality as link (uuid, position)
         join ${target} target on target.uuid = link.uuid::uuid
        group by 1, 2),
     removed as (
       delete from ${table} link using described
        where link.${ownerId} = described.${ownerId} and not exists (select from incoming where ${same})
       returning link.${ownerId}),
     ${ordered ? moved : ''}
     added as (
       insert into ${table} (${columns})
       select ${columns} from incoming where not exists (select from ${table} link where ${same})
       returning ${ownerId})
     update ${owner} set modified = now()
      where modified < now() and id in (
       select ${ownerId} from removed union all select ${ownerId} from added
       ${ordered ? `union all select ${ownerId} from moved` : ''})
     returning uuid`,
  );
}
