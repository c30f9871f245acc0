import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS_RULE } from '../../../platform/http/index.js';

/** Stops the start of a service that has a handler without an access rule. */
@Injectable()
export class AccessAudit implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws Error naming the handlers without a rule. */
  onApplicationBootstrap(): void {
    const open = this.handlers().filter(({ handler }) => !Reflect.hasMetadata(ACCESS_RULE, handler));
    if (open.length > 0) {
      throw new Error(`These handlers have no access rule: ${open.map(({ name }) => name).join(', ')}`);
    }
  }

  private handlers(): { readonly name: string; readonly handler: object }[] {
    return this.discovery.getControllers().flatMap(({ name: controller, metatype }) => {
      const prototype = (metatype?.prototype ?? {}) as Record<string, object>;
      return this.scanner
        .getAllMethodNames(prototype)
        .map((method) => ({ name: `${controller}.${method}`, handler: prototype[method]! }))
        .filter(({ handler }) => Reflect.hasMetadata(PATH_METADATA, handler));
    });
  }
}
