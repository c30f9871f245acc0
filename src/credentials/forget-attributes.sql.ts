import { statement } from '../platform/database/index.js';

/**
 * Deletes the attributes of a learner's credentials, whose values may name a person. A value that is a time only, such as
 * that of `visible_date`, stays. Each credential is locked before its
 * attributes, as by an award.
 */
export const forgetAttributes = statement<{ id: string }, [userId: number]>(
  'credentials.forget_attributes',
  String.raw`with held as materialized (
      select id from user_credential where user_id = $1 order by id for no key update)
    delete from user_credential_attribute attribute using held credential
     where credential.id = attribute.credential_id
      and attribute.value !~ '^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$'
   returning attribute.credential_id as id`,
);
