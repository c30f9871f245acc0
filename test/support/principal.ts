import { Principal } from '../../src/identity/index.js';

type Changes = Partial<ConstructorParameters<typeof Principal>[0]> & { readonly is_staff?: boolean };

/** A caller for tests of policies: an active user without rights, but for the changes. */
export function principalWith({ is_staff: staff = false, ...changes }: Changes = {}): Principal {
  const row = {
    id: 7,
    username: 'ann',
    is_active: true,
    is_superuser: false,
    permissions: [],
    admins_permissions: [],
  };
  return new Principal({ ...row, ...changes }, { staff, admins: false });
}
