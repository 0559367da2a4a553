/** What the container of the processor gives out. */
export const HOST = Symbol('processor.host');
export const PROCESSOR_METRICS = Symbol('processor.metrics');
export const PROCESSOR_OPTIONS = Symbol('processor.options');

export interface ProcessorModuleOptions {
  /** How long AYON's answer that nobody else writes is trusted. Default 10,000 ms. */
  readonly trustMs?: number | undefined;
}
