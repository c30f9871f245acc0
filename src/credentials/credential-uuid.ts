/**
 * Condition: the credential with this alias has the uuid, or another one had it that was joined with this one
 * (`FormerCredentialUuid`). The parameters are SQL. Two looks into indexes, a third one for a former uuid.
 */
export function hasUuid(alias: string, uuid: string): string {
  return `${alias}.id = coalesce((select id from user_credential where uuid = ${uuid}::uuid),
                         (select credential_id from former_credential_uuid where uuid = ${uuid}::uuid))`;
}
