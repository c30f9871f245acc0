import { Global, Module } from '@nestjs/common';
import { Database } from './database.js';
import { Replicas } from './replicas.js';

/** Makes `Database` and `Replicas` injectable everywhere; the connection itself is TypeOrmModule's, set up in app.module. */
@Global()
@Module({ providers: [Database, Replicas], exports: [Database, Replicas] })
export class DatabaseModule {}
