/**
 * SQL for the id of the account that has all that belongs to a name, in any letter case: another one after a merge.
 * @param name an expression; a column in it needs the name of its table, since `users` has columns of its own
 */
export function accountNamed(name: string): string {
  return `(select coalesce(merged_into, id) from users where lower(username) = lower(${name}))`;
}
