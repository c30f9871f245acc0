import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/index.js';
import { GradesModule } from '../grades/index.js';
import { ReconcileService } from './reconcile.service.js';

@Module({
  imports: [CredentialsModule, GradesModule],
  providers: [ReconcileService],
})
export class ReconcileModule {}
