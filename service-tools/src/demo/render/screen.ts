import {
  createStyle,
  cut,
  milliseconds,
  padBefore,
  padTo,
  shorten,
  type Style,
  wantsColour,
  widthOf,
} from './style.ts';

/** The stream the demo is shown on. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ScreenOptions {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** Something that takes a while, with a line of its own. */
export interface Phase {
  /** What is being done now; a share from 0 to 1 is shown as a bar. */
  update(text: string, share?: number): void;
  /** Ends it without a word: what came of it is told in another way. */
  clear(): void;
  /** @param ms what it took, when that is not the time since it began. */
  done(text: string, ms?: number): void;
  fail(text: string): void;
}

/** One change, as it is told. */
export interface StepRow {
  readonly ok: boolean;
  readonly did: string;
  readonly arrived: string;
  readonly ms: number | null;
  readonly cause: string;
}

const WIDTH = 104;
const LABEL = 18;
const COLUMNS = { did: 38, arrived: 35, ms: 9 } as const;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
/** Without a terminal a phase that lasts says so at this pace. */
const STILL_MS = 5_000;
const BAR = 20;

const UNSEEN: Phase = {
  update: () => undefined,
  clear: () => undefined,
  done: () => undefined,
  fail: () => undefined,
};

/** Draws the demo: phases with a spinner on a terminal and as plain lines elsewhere, steps as a table, boxes. */
export class Screen {
  readonly style: Style;
  readonly #terminal: Terminal;
  readonly #animated: boolean;
  readonly #now: () => number;
  #isLast = false;
  #clearPhase: () => void = () => undefined;

  constructor({ terminal, env, now = () => performance.now() }: ScreenOptions) {
    this.#terminal = terminal;
    this.#animated = terminal.isTTY === true && env['TERM'] !== 'dumb';
    this.style = createStyle(wantsColour(terminal.isTTY === true, env));
    this.#now = now;
  }

  line(text = ''): void {
    this.#terminal.write(`${text}\n`);
  }

  title(name: string, ...[aside, words]: [string, string]): void {
    const { bold, dim, accent } = this.style;
    const left = `  ${accent('◆')} ${bold(name)}`;
    this.line();
    this.line(`${padTo(left, WIDTH - widthOf(aside))}${dim(aside)}`);
    this.line(`    ${dim(words)}`);
    this.line();
  }

  /** The last phase: whatever is begun after it is not shown. */
  lastPhase(label: string): Phase {
    const phase = this.phase(label);
    this.#isLast = true;
    return phase;
  }

  /** Begins something that takes a while. One at a time: what goes on is cleared, and says nothing any more. */
  phase(label: string): Phase {
    if (this.#isLast) return UNSEEN;
    this.#clearPhase();
    const { style } = this;
    const began = this.#now();
    const name = padTo(label, LABEL);
    let text = '';
    let share: number | undefined;
    let frame = 0;
    const draw = (): void => {
      const spinner = style.accent(FRAMES[frame % FRAMES.length] ?? '');
      const bar = share === undefined ? '' : `${this.#bar(share)}  `;
      const line = `  ${spinner} ${name}  ${bar}${style.dim(text)}`;
      this.#terminal.write(`\r\u001b[2K${line}`);
    };
    const timer = setInterval(
      () => {
        frame += 1;
        if (this.#animated) draw();
        else this.line(`    ${label}: ${text === '' ? 'still at it' : text}`);
      },
      this.#animated ? FRAME_MS : STILL_MS,
    );
    if (this.#animated) {
      this.#terminal.write('\u001b[?25l');
      draw();
    }
    let ended = false;
    const clear = (): void => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      if (this.#animated) this.#terminal.write('\r\u001b[2K\u001b[?25h');
    };
    const end = (mark: string, ...[shown, took]: [string, number?]): void => {
      if (ended) return;
      clear();
      const ms = milliseconds(took ?? this.#now() - began);
      const text = cut(shown, WIDTH - LABEL - 8 - widthOf(ms));
      this.line(`${padTo(`  ${mark} ${name}  ${text}`, WIDTH - widthOf(ms))}${style.dim(ms)}`);
    };
    this.#clearPhase = clear;
    return {
      update: (words, newShare) => {
        text = words;
        share = newShare;
      },
      clear,
      done: (words, ms) => end(style.good('✔'), words, ms),
      fail: (words) => end(style.bad('✘'), words),
    };
  }

  /** Heads of the table of steps. */
  stepHeads(): void {
    const { dim } = this.style;
    const { did, arrived, ms } = COLUMNS;
    const heads = `    ${padTo('in ftrack', did)}  ${padTo('in AYON', arrived)}  ${padBefore('after', ms)}  by log entry`;
    this.line();
    this.line(dim(heads));
    this.line(`    ${dim('─'.repeat(WIDTH - 4))}`);
  }

  step({ ok, did, arrived, ms, cause }: StepRow): void {
    const { style } = this;
    const mark = ok ? style.good('✔') : style.bad('✘');
    const left = padTo(shorten(did, COLUMNS.did), COLUMNS.did);
    const middle = padTo(shorten(arrived, COLUMNS.arrived), COLUMNS.arrived);
    const time = padBefore(ms === null ? '–' : milliseconds(ms), COLUMNS.ms);
    this.line(
      `  ${mark} ${left}  ${ok ? style.accent(middle) : style.bad(middle)}  ${style.bold(time)}  ${style.dim(cause)}`,
    );
  }

  /** A blow among the steps; what comes of it follows as a step. */
  blow(text: string): void {
    this.line();
    this.line(`  ${this.style.warn(`⚡ ${text}`)}`);
  }

  /** A frame around rows of a name and a value; a row without a name stands alone. */
  box(rows: readonly (readonly [name: string, value: string])[]): void {
    const { dim, bold } = this.style;
    const names = Math.max(0, ...rows.map(([name]) => widthOf(name)));
    const inner = WIDTH - 6;
    this.line();
    this.line(`  ${dim(`╭${'─'.repeat(inner + 2)}╮`)}`);
    for (const [name, value] of rows) {
      const text = name === '' ? bold(value) : `${dim(padTo(name, names))}   ${value}`;
      this.line(`  ${dim('│')} ${padTo(text, inner)} ${dim('│')}`);
    }
    this.line(`  ${dim(`╰${'─'.repeat(inner + 2)}╯`)}`);
  }

  #bar(share: number): string {
    const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
    return this.style.accent('━'.repeat(full)) + this.style.dim('─'.repeat(BAR - full));
  }
}
