import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { AccountMergeController } from './account-merge.controller.js';
import { AccountMergeService } from './account-merge.service.js';

@Module({
  imports: [IdentityModule],
  controllers: [AccountMergeController],
  providers: [AccountMergeService],
})
export class AccountMergeModule {}
