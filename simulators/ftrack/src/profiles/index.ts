export { seedEmptyServer } from './empty.ts';
export { seedGenerated } from './generated.ts';
export { seedReference } from './reference.ts';
