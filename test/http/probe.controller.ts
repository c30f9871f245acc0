import { Controller, Delete, Get, Post } from '@nestjs/common';
import {
  CurrentUser,
  OptionalAuthentication,
  PERMISSIONS,
  type Principal,
  RequireAuthenticated,
  RequirePermission,
  RequireServiceUser,
  RequireStaff,
  Throttle,
} from '../../src/identity/index.js';
import { Public } from '../../src/platform/http/index.js';

/** The answer of a probe: the caller as the service sees them. */
export interface Seen {
  readonly username?: string;
  readonly staff?: boolean;
  readonly superuser?: boolean;
  readonly permissions?: readonly string[];
}

const seen = (caller: Principal | undefined): Seen =>
  caller === undefined
    ? {}
    : {
        username: caller.username,
        staff: caller.isStaff,
        superuser: caller.isSuperuser,
        permissions: PERMISSIONS.filter((permission) => caller.has(permission)),
      };

@Controller('probe')
export class ProbeController {
  @Get('public')
  @Public()
  forAll(@CurrentUser() caller: Principal | undefined): Seen {
    return seen(caller);
  }

  @Get('optional')
  @OptionalAuthentication()
  forAnonymousToo(@CurrentUser() caller: Principal | undefined): Seen {
    return seen(caller);
  }

  @Get('authenticated')
  @RequireAuthenticated()
  forUsers(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Post('authenticated')
  @RequireAuthenticated()
  writeForUsers(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Delete('authenticated')
  @RequireAuthenticated()
  removeForUsers(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('permission')
  @RequirePermission('credentials.add_usercredential')
  forRights(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('staff')
  @RequireStaff()
  forStaff(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('worker-or-staff')
  @RequireServiceUser('learnerStatusWorker', { orStaff: true })
  forWorkerOrStaff(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('worker')
  @RequireServiceUser('usernameReplacementWorker')
  forWorker(@CurrentUser() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('throttled')
  @RequireAuthenticated()
  @Throttle('credentials')
  oftenCredentials(): Seen {
    return {};
  }

  @Get('throttled-apart')
  @RequireAuthenticated()
  @Throttle('grades')
  oftenGrades(): Seen {
    return {};
  }
}
