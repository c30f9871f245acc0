import { courseRunsInScope, programsInScope } from '../catalog/index.js';
import { statement, type StatementRunner } from '../platform/database/index.js';

/**
 * Condition: the credential with this alias is in the scope of an API key. The arrays are evaluated once, before the
 * scan, so both sides of the `or` use their index.
 * @param key placeholder of `Principal.scope`
 */
export function credentialInScope(alias: string, key: string): string {
  return `(${alias}.program_certificate_id = any(array(
        select scope_pc.id from program_certificate scope_pc where scope_pc.program_id in ${programsInScope(key)}))
      or ${alias}.course_certificate_id = any(array(
        select scope_cc.id from course_certificate scope_cc
         where scope_cc.course_run_id in ${courseRunsInScope(key)})))`;
}

/** Those of the given programs and course runs that are in the scope, as they were given. */
export const findKeysInScope = statement<
  { programs: string[]; runs: string[] },
  [scope: number, programs: readonly string[], runs: readonly string[]]
>(
  'credentials.find_keys_in_scope',
  `select array(select given from unnest($2::text[]) as given
                 where exists (select from program p
                                where p.uuid = given::uuid and p.id in ${programsInScope('$1::int')})) as programs,
          array(select given from unnest($3::text[]) as given
                 where exists (select from course_run r
                                where lower(r.key) = lower(given) and r.id in ${courseRunsInScope('$1::int')})) as runs`,
);

/** A certificate by its program or course run, as bodies name it. */
export interface CertificateKey {
  readonly program_uuid?: string | null;
  readonly course_run_key?: string | null;
}

/**
 * Tells of each key whether credentials of it are in the scope; one statement for any number. Without a scope all are.
 * A thing that the catalog does not know is in no scope.
 * @param scope `Principal.scope`
 */
export async function areInScope(
  runner: StatementRunner,
  scope: number | undefined,
  keys: readonly CertificateKey[],
): Promise<boolean[]> {
  if (scope === undefined) return keys.map(() => true);
  const programs = keys.flatMap(({ program_uuid: uuid }) => uuid || []);
  const runs = keys.flatMap(({ program_uuid: uuid, course_run_key: key }) => (uuid ? [] : key || []));
  const [found] = await runner.run(findKeysInScope, [scope, programs, runs]);
  const known = { programs: new Set(found!.programs), runs: new Set(found!.runs) };
  return keys.map(({ program_uuid: uuid, course_run_key: key }) =>
    uuid ? known.programs.has(uuid) : known.runs.has(key ?? ''),
  );
}
