import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKeyReader } from './api-key-reader.js';
import { ApiKey, ApiKeyUse } from './api-key.entity.js';

const TABLES = TypeOrmModule.forFeature([ApiKey, ApiKeyUse]);

/** The tables of API keys, and who calls with one. */
@Module({
  imports: [TABLES],
  providers: [ApiKeyReader],
  exports: [TABLES, ApiKeyReader],
})
export class ApiKeysModule {}
