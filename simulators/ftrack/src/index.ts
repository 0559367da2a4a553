/** A ftrack server for tests and demos that the official clients cannot tell from ftrack. */
export type { SimulatorUser } from './accounts.ts';
export { type FtrackFaultChange, type FtrackFaults, readFaultChange } from './http/faults.ts';
export type { SchemaGeneration } from './schema/index.ts';
export { type FtrackSimulator, type FtrackSimulatorOptions, startFtrackSimulator } from './server.ts';
export { type Entity, FtrackServerError, type Row, type Store } from './store/index.ts';
