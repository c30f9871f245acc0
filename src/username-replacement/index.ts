export { UsernameReplacementModule } from './username-replacement.module.js';
