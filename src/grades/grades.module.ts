import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { UserGrade } from './entities/user-grade.entity.js';
import { GradesController } from './grades.controller.js';
import { GradesService } from './grades.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([UserGrade]), IdentityModule],
  controllers: [GradesController],
  providers: [GradesService],
})
export class GradesModule {}
