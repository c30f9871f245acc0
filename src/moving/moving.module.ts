import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WayBack } from './back/way-back.js';
import { movingEntities } from './entities/index.js';

/** The way back to Open edX. The way from there has connections of its own, and runs before there is an application. */
@Module({
  imports: [TypeOrmModule.forFeature(movingEntities)],
  providers: [WayBack],
})
export class MovingModule {}
