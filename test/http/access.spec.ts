import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsersService } from '../../src/identity/index.js';
import { createProbeApp, type ProbeApp } from './probe-app.js';
import { forge } from './token-forge.js';

const CALLERS = [
  'nobody',
  'plain',
  'adder',
  'member',
  'staff',
  'root',
  'status_worker',
  'Replacement_Worker',
] as const;
type Caller = (typeof CALLERS)[number];

/** Who may call which probe; nobody stands for a caller without a token. */
const MAY: Readonly<Record<string, readonly Caller[]>> = {
  public: CALLERS,
  optional: CALLERS,
  authenticated: CALLERS.slice(1),
  permission: ['adder', 'member', 'root'],
  staff: ['staff', 'root'],
  'worker-or-staff': ['staff', 'root', 'status_worker'],
  worker: ['Replacement_Worker'],
};

const USERS = `
  insert into users (username, is_staff, is_superuser) values
    ('adder', false, false), ('member', false, false), ('staff', true, false), ('root', false, true);
  insert into user_permission (user_id, permission)
    select id, 'credentials.add_usercredential' from users where username = 'adder';
  with made as (insert into user_group (name) values ('Issuers') returning id),
       allowed as (insert into user_group_permission (group_id, permission)
                   select id, 'credentials.add_usercredential' from made)
  insert into user_group_member (user_id, group_id)
    select u.id, made.id from users u, made where u.username = 'member'`;

describe('access', () => {
  let probe: ProbeApp;

  beforeAll(async () => {
    probe = await createProbeApp();
    await probe.sql(USERS);
  });

  afterAll(() => probe.close());

  const call = (caller: Caller, route: string) => {
    const request = probe.request.get(`/probe/${route}`);
    return caller === 'nobody' ? request : request.set('Authorization', `JWT ${forge(caller)}`);
  };

  it.each(Object.keys(MAY).flatMap((route) => CALLERS.map((caller) => [route, caller] as const)))(
    'to %s is as the rule says for %s',
    async (route, caller) => {
      const denied = caller === 'nobody' ? 401 : 403;
      const { status } = await call(caller, route);
      expect(status).toBe(MAY[route]!.includes(caller) ? 200 : denied);
    },
  );

  it('tells a handler who calls, where somebody has signed in', async () => {
    expect((await call('plain', 'optional')).body).toMatchObject({ username: 'plain' });
    expect((await call('nobody', 'optional')).body).toEqual({});
  });

  it('does not make a bad token anonymous', async () => {
    const request = probe.request.get('/probe/optional').set('Authorization', 'JWT garbage');
    await request.expect(401);
  });

  it('needs no token and looks at none where it is public', async () => {
    await probe.request.get('/probe/public').set('Authorization', 'JWT garbage').expect(200);
  });

  it('ends at once on the process that changed the user', async () => {
    const token = `JWT ${forge('leaver')}`;
    const call = () => probe.request.get('/probe/authenticated').set('Authorization', token);
    await call().expect(200);
    const [user] = await probe.sql<{ id: number }>(`select id from users where username = 'leaver'`);
    await probe.sql('update users set is_active = false, deactivated_at = now() where id = $1', [user!.id]);
    probe.app.get(UsersService, { strict: false }).forget(user!.id);
    await call().expect(401);
  });

  it('belongs to the name in the token after the user was renamed', async () => {
    const token = `JWT ${forge('before')}`;
    const call = () => probe.request.get('/probe/authenticated').set('Authorization', token);
    await call().expect(200);
    const [user] = await probe.sql<{ id: number }>(
      `with renamed as (update users set username = 'after' where username = 'before' returning id) select id from renamed`,
    );
    probe.app.get(UsersService, { strict: false }).forget(user!.id);
    expect((await call().expect(200)).body).toMatchObject({ username: 'before' });
    expect(await probe.sql(`select from users where username in ('before', 'after')`)).toHaveLength(2);
  });

  it('stops the start when a handler has no rule', async () => {
    @Controller('open')
    class OpenController {
      @Get()
      forgotten(): string {
        return 'secret';
      }
    }
    await expect(createProbeApp({ controllers: [OpenController] })).rejects.toThrow(
      'OpenController.forgotten',
    );
  });
});
