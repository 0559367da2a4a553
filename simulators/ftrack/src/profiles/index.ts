export { seedProfile } from './seed-profile.ts';
