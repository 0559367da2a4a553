/** What the container of the processor gives out. */
export const HOST = Symbol('processor.host');
export const PROCESSOR_METRICS = Symbol('processor.metrics');
