import { type Clock, systemClock } from '@ynput/ftrack-common/clock';

/** Real time whose timers keep the process alive: a command that only waits has nothing else that does. */
export const foregroundClock: Clock = {
  ...systemClock,
  setTimeout: (callback, ms) => setTimeout(callback, ms),
};
