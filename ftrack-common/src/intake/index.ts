/** Takes what ftrack tells into the event log: events from the hub, hints from the Event table for the times it was not heard. */
export { GAP_TOPIC, type GapNotice, HINT_TOPIC } from './entries.ts';
export { createEventTable, type EventTable } from './event-table.ts';
export { type Intake, type IntakeOptions, type IntakeStatus, startIntake } from './intake.ts';
export { IntakeTelemetry, type IntakeTelemetryOptions } from './intake-telemetry.ts';
export type { LogReplacement } from './judge-log.ts';
export type { IntakeHappening } from './types.ts';
