import { statement } from '../platform/database/index.js';

/**
 * Deletes the attributes of a learner's credentials, whose values may name a person. A value that is a time only, such as
 * that of `visible_date`, stays..
 */
export const forgetAttributes = statement<{ id: string }, [userId: number]>(
  'credentials.forget_attributes',
  String.raw`delete from user_credential_attribute attribute using user_credential credential
    where credential.id = attribute.credential_id and credential.user_id = $1
      and attribute.value !~ '^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$'
   returning attribute.credential_id as id`,
);
