import { Injectable } from '@nestjs/common';
import { type Resolve, resolveByDns } from '../../platform/remote/index.js';

/** Finds the addresses of receivers. */
@Injectable()
export class HostNames {
  resolve: Resolve = resolveByDns;
}
