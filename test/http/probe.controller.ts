import { Controller, Delete, Get, Post } from '@nestjs/common';
import {
  Caller,
  OptionalAuthentication,
  PERMISSIONS,
  type Principal,
  RequireAuthenticated,
  RequirePermission,
  RequireServiceUser,
  RequireStaff,
  Throttle,
} from '../../src/identity/index.js';
import { NotFoundError, PermissionDeniedError } from '../../src/platform/errors/index.js';
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
  forAll(@Caller() caller: Principal | undefined): Seen {
    return seen(caller);
  }

  @Get('optional')
  @OptionalAuthentication()
  forAnonymousToo(@Caller() caller: Principal | undefined): Seen {
    return seen(caller);
  }

  @Get('authenticated')
  @RequireAuthenticated()
  forUsers(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Post('authenticated')
  @RequireAuthenticated()
  writeForUsers(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Delete('authenticated')
  @RequireAuthenticated()
  removeForUsers(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('permission')
  @RequirePermission('credentials.add_usercredential')
  forRights(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('staff')
  @RequireStaff()
  forStaff(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('worker-or-staff')
  @RequireServiceUser('learnerStatusWorker', { orStaff: true })
  forWorkerOrStaff(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('worker')
  @RequireServiceUser('usernameReplacementWorker')
  forWorker(@Caller() caller: Principal): Seen {
    return seen(caller);
  }

  @Get('throttled')
  @RequireAuthenticated()
  @Throttle('credentials')
  oftenCredentials(): Seen {
    return {};
  }

  @Get('throttled-refused')
  @RequireAuthenticated()
  @Throttle('credentials')
  refusedCredentials(): Seen {
    throw new PermissionDeniedError();
  }

  @Get('throttled-missing')
  @RequireAuthenticated()
  @Throttle('credentials')
  missingCredentials(): Seen {
    throw new NotFoundError();
  }

  @Get('throttled-apart')
  @RequireAuthenticated()
  @Throttle('grades')
  oftenGrades(): Seen {
    return {};
  }
}
