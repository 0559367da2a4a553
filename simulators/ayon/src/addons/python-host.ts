import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AyonError, Crash } from '../errors.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { findPython, pythonCacheFolder } from './python-environment.ts';

const PROGRAM = fileURLToPath(new URL('../../python/host.py', import.meta.url));

/** An exception in the code of an addon. */
export class AddonException extends Error {
  override readonly name = 'AddonException';
  /** `ValueError: text`. */
  readonly detail: string;
  readonly traceback: string;
  /** Set when the addon raised an error with an HTTP status. */
  readonly status: number | undefined;
  readonly extra: JsonObject;
  /** Set when settings did not fit their model. */
  readonly errors: Json | undefined;

  constructor(told: JsonObject) {
    super(textOf(told['message']) || textOf(told['detail']));
    this.detail = textOf(told['detail']);
    this.traceback = textOf(told['traceback']);
    this.status = typeof told['status'] === 'number' ? told['status'] : undefined;
    this.extra = isObject(told['extra']) ? told['extra'] : {};
    this.errors = told['errors'];
  }

  /** The error of the server this is for a client. */
  toServerError(): AyonError | Crash {
    return this.status === undefined
      ? new Crash(this.detail)
      : new AyonError(this.status, this.detail, this.extra);
  }
}

/** Answers what addons ask of the server; rejections are told to the addon. */
export type AnswerAddon = (what: string, given: JsonObject) => Promise<Json>;

interface Waiting {
  resolve: (value: Json) => void;
  reject: (error: Error) => void;
}

/** The Python process that runs the server parts of addons. */
export class PythonHost {
  readonly #child: ChildProcess;
  readonly #answer: AnswerAddon;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #asked = 0;
  #stderr = '';

  private constructor(child: ChildProcess, answer: AnswerAddon) {
    this.#child = child;
    this.#answer = answer;
    this.#ended = new Promise((resolve) => {
      child.once('close', () => {
        for (const { reject } of this.#waiting.values()) {
          reject(new Crash(`The Python process of the addons has ended: ${this.#stderr.slice(-500)}`));
        }
        this.#waiting.clear();
        resolve();
      });
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-10_000);
    });
    child.stdin?.on('error', () => undefined);
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.#take(line));
  }

  /** Starts the process. Throws NoPython where there is none. */
  static async start(answer: AnswerAddon): Promise<PythonHost> {
    const child = spawn(await findPython(), [PROGRAM], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONPYCACHEPREFIX: pythonCacheFolder(), PYTHONUNBUFFERED: '1' },
    });
    return new PythonHost(child, answer);
  }

  /** What the addons printed and logged last. */
  get log(): string {
    return this.#stderr;
  }

  /** Has the host do something. Rejects with {@link AddonException} for exceptions in Python. */
  do(what: string, given: JsonObject): Promise<Json> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return Promise.reject(
        new Crash(`The Python process of the addons has ended: ${this.#stderr.slice(-500)}`),
      );
    }
    this.#asked += 1;
    const id = this.#asked;
    return new Promise<Json>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#write({ id, do: what, ...given });
    });
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #take(line: string): void {
    const message = JSON.parse(line) as JsonObject;
    if (typeof message['ask'] === 'number') {
      void this.#reply(message['ask'], message);
      return;
    }
    const id = Number(message['id']);
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (isObject(message['error'])) waiting.reject(new AddonException(message['error']));
    else waiting.resolve(message['value'] ?? null);
  }

  async #reply(ask: number, { do: what, ...given }: JsonObject): Promise<void> {
    try {
      this.#write({ answer: ask, value: await this.#answer(textOf(what), given) });
    } catch (error) {
      this.#write({ answer: ask, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #write(message: JsonObject): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
