import { type DynamicModule, Module } from '@nestjs/common';
import { Database } from './database.js';
import { DatabaseOptions } from './database-options.js';
import { Replicas } from './replicas.js';

/** Makes `Database` and `Replicas` injectable everywhere. app.module sets up their connection through TypeOrmModule. */
@Module({})
export class DatabaseModule {
  static register(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: DatabaseOptions, useValue: options }, Database, Replicas],
      exports: [Database, Replicas],
    };
  }
}
