import type { Clock } from '../clock/index.ts';

export interface SilenceWatch {
  /** Something was received. Cheap: no timer is touched. */
  heard(): void;
  /** When something was received last, or the watch began. Milliseconds since 1970. */
  readonly lastHeardAt: number;
  stop(): void;
}

export interface SilenceWatchOptions {
  readonly clock: Clock;
  /** Silence longer than this is reported, milliseconds. */
  readonly limitMs: number;
  /** Called once at most; the watch has stopped by then. */
  readonly onSilence: () => void;
}

/**
 * After a busy stretch of this process timers run before sockets are read, so that silence may be our own. Before it is
 * reported, pending input gets this much time to be read.
 */
const GRACE_MS = 100;

/** Watches that something is received at least every so often. It knows nothing of what is received. */
export function watchSilence({ clock, limitMs, onSilence }: SilenceWatchOptions): SilenceWatch {
  let lastHeardAt = clock.now();
  let inGrace = false;
  let timer = clock.setTimeout(check, limitMs);

  function check(): void {
    // The clock may have been set back.
    lastHeardAt = Math.min(lastHeardAt, clock.now());
    const remaining = lastHeardAt + limitMs - clock.now();
    if (remaining > 0) {
      inGrace = false;
      timer = clock.setTimeout(check, remaining);
    } else if (inGrace) {
      onSilence();
    } else {
      inGrace = true;
      timer = clock.setTimeout(check, GRACE_MS);
    }
  }

  return {
    heard() {
      lastHeardAt = clock.now();
    },
    get lastHeardAt() {
      return lastHeardAt;
    },
    stop() {
      clock.clearTimeout(timer);
    },
  };
}
