import { randomUUID } from 'node:crypto';
import { validationError } from './store/index.ts';

/** How long the address of a widget can be opened. */
const LIFETIME_MS = 6 * 60_000;

const WIDGETS: ReadonlySet<string> = new Set(['info', 'tasks', 'tasks_browser']);

interface Widget {
  readonly name: string;
  readonly theme: string | null;
  readonly entity: { readonly type: string; readonly id: string } | null;
  readonly username: string;
}

/**
 * Pages of the web client that other applications show in a frame. The addresses are real, each with a token that is good
 * for six minutes; the page only says what a real server would show there.
 */
export class Widgets {
  readonly #url: string;
  readonly #open = new Map<string, { readonly widget: Widget; readonly until: number }>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The address to show a widget at. Throws a ValidationError for a name ftrack does not have. */
  open(widget: Widget, now: Date): string {
    if (!WIDGETS.has(widget.name)) {
      throw validationError(`There is no widget "${widget.name}"; known are ${[...WIDGETS].join(', ')}.`);
    }
    for (const [token, { until }] of this.#open) if (until < now.getTime()) this.#open.delete(token);
    const token = randomUUID();
    this.#open.set(token, { widget, until: now.getTime() + LIFETIME_MS });
    return `${this.#url}/widget/${widget.name}?token=${token}`;
  }

  /** The text shown behind a token; null when the token is unknown or too old. */
  page(token: string, now: Date): string | null {
    const found = this.#open.get(token);
    if (found === undefined || found.until < now.getTime()) return null;
    const { name, theme, entity, username } = found.widget;
    const about = entity === null ? '' : ` about ${entity.type} ${entity.id}`;
    const look = theme === null ? '' : ` in theme ${theme}`;
    return `ftrack shows ${username} the widget "${name}"${about}${look} here. The simulator has no pages.\n`;
  }
}
