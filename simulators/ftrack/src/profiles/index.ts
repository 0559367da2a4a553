export { type SeedContext, seedEmptyServer, type SeedUser, type Studio } from './empty.ts';
export { seedGenerated } from './generated.ts';
export { seedReference } from './reference.ts';
