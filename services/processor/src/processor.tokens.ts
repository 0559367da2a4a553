/** What the container of the processor gives out. */
export const HOST = Symbol('processor.host');
export const PROCESSOR_METRICS = Symbol('processor.metrics');
export const PROCESSOR_OPTIONS = Symbol('processor.options');
