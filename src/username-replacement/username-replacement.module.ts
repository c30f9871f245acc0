import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { UsernameReplacementController } from './username-replacement.controller.js';
import { UsernameReplacementService } from './username-replacement.service.js';

@Module({
  imports: [IdentityModule],
  controllers: [UsernameReplacementController],
  providers: [UsernameReplacementService],
})
export class UsernameReplacementModule {}
