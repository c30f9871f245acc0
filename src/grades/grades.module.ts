import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { UserGrade } from './entities/user-grade.entity.js';
import { GradesController } from './grades.controller.js';
import { GradesService } from './grades.service.js';

/** Grades of learners, as the LMS reports them. */
@Module({
  imports: [TypeOrmModule.forFeature([UserGrade]), IdentityModule],
  controllers: [GradesController],
  providers: [GradesService],
})
export class GradesModule {}
