import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';
import { promisify } from 'node:util';
import type { ServiceCommand } from '@ynput/ayon-simulator';
import { type BuildContext, openBuildContext } from './context.ts';
import { type Instruction, parseDockerfile, parseExecForm, type Stage } from './dockerfile.ts';

const run = promisify(execFile);

/** What a Dockerfile makes, in a folder of this machine in place of an image. */
export interface ReplayedImage {
  /** How its service is started there. */
  readonly start: ServiceCommand;
  /** Its health check, to be run in the same folder and environment. */
  readonly healthCheck: ServiceCommand;
  /** The folder that stands for `/` in the image: what the Dockerfile put there, without the base image. */
  readonly root: string;
  readonly base: string;
  /** Name of the user that runs the service. */
  readonly user: string;
  /** Place of a path of the image on this machine. */
  readonly place: (path: string) => string;
}

export interface ReplayOptions {
  readonly dockerfile: string;
  /** The folder that the build may copy from. */
  readonly context: string;
  /** An empty folder for the stages. */
  readonly folder: string;
}

/**
 * Carries out the steps of a Dockerfile without Docker: each stage gets a folder in place of its file system, `RUN` is run by this machine's
 * shell and Node with the paths of the image replaced. What the base image brings is not there, and owners and users are not changed.
 * @throws Error for a step that cannot be replayed, or that failed, with its line.
 */
export async function replayDockerfile(options: ReplayOptions): Promise<ReplayedImage> {
  const stages = parseDockerfile(await readFile(options.dockerfile, 'utf8'));
  const context = await openBuildContext(options.context);
  const replays = new Map<string, StageReplay>();
  let last: StageReplay | undefined;
  for (const stage of stages) {
    last = new StageReplay(stage, { context, root: join(options.folder, stage.name), others: replays });
    await mkdir(last.root, { recursive: true });
    for (const instruction of stage.instructions) await last.carryOut(instruction);
    replays.set(stage.name, last);
  }
  if (last === undefined) throw new Error(`${options.dockerfile} has no stage.`);
  return last.result();
}

class StageReplay {
  readonly root: string;
  readonly #stage: Stage;
  readonly #context: BuildContext;
  readonly #others: ReadonlyMap<string, StageReplay>;
  readonly #env: Record<string, string> = {};
  #folder = '/';
  #user = 'root';
  #start: string[] = [];
  #healthCheck: string[] = [];

  constructor(
    stage: Stage,
    {
      context,
      root,
      others,
    }: { context: BuildContext; root: string; others: ReadonlyMap<string, StageReplay> },
  ) {
    this.#stage = stage;
    this.#context = context;
    this.root = root;
    this.#others = others;
  }

  async carryOut(instruction: Instruction): Promise<void> {
    const { name, text, line } = instruction;
    if (name === 'WORKDIR') {
      this.#folder = posix.resolve(this.#folder, text);
      await mkdir(this.place('.'), { recursive: true });
    } else if (name === 'ENV') {
      for (const [, variable = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) this.#env[variable] = value;
    } else if (name === 'COPY') await this.#copy(instruction);
    else if (name === 'RUN') await this.#run(instruction);
    else if (name === 'USER') this.#user = text;
    else if (name === 'CMD') this.#start = parseExecForm(instruction);
    else if (name === 'HEALTHCHECK')
      this.#healthCheck = parseExecForm({ ...instruction, text: text.replace(/^.*?CMD /, '') });
    else if (name !== 'LABEL') throw new Error(`Dockerfile, line ${line}: ${name} cannot be replayed.`);
  }

  result(): ReplayedImage {
    return {
      start: this.#commandOf(this.#start),
      healthCheck: this.#commandOf(this.#healthCheck),
      root: this.root,
      base: this.#stage.base,
      user: this.#user,
      place: (path) => this.place(path),
    };
  }

  place(path: string): string {
    return join(this.root, posix.resolve(this.#folder, path));
  }

  async #copy({ text, line }: Instruction): Promise<void> {
    const from = /--from=(\S+)\s/.exec(text)?.[1];
    const words = text.split(/\s+/).filter((word) => !word.startsWith('--'));
    const target = words.pop() ?? '';
    const origin = from === undefined ? this.#context : this.#others.get(from);
    if (origin === undefined) throw new Error(`Dockerfile, line ${line}: there is no stage ${from}.`);
    for (const source of words) {
      // The content of a folder goes into the target, and so does a file when the target is written as a folder.
      const isIntoFolder = target.endsWith('/') && !(await origin.isFolder(source));
      const to = isIntoFolder ? join(this.place(target), posix.basename(source)) : this.place(target);
      if (!(await origin.copy(source, to)))
        throw new Error(`Dockerfile, line ${line}: there is no ${source} to copy.`);
    }
  }

  /** Whether a path of this stage is a folder. */
  async isFolder(source: string): Promise<boolean> {
    return (await stat(this.place(source)).catch(() => null))?.isDirectory() ?? false;
  }

  /** Copies something of this stage out of it; false when it is not there. */
  async copy(source: string, to: string): Promise<boolean> {
    if ((await stat(this.place(source)).catch(() => null)) === null) return false;
    await cp(this.place(source), to, { recursive: true });
    return true;
  }

  async #run({ text, line }: Instruction): Promise<void> {
    const command = text.replaceAll(/(^|\s)\/(?=\w)/g, (_, before: string) => `${before}${this.root}/`);
    try {
      await run('sh', ['-c', command], {
        cwd: this.place('.'),
        env: { ...process.env, ...this.#mappedEnv() },
      });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`Dockerfile, line ${line}: ${text} failed.\n${stdout}${stderr}`, { cause: error });
    }
  }

  #commandOf([program = '', ...args]: readonly string[]): ServiceCommand {
    const command = program === 'node' ? process.execPath : program;
    return { command, args, cwd: this.place('.'), env: this.#mappedEnv() };
  }

  #mappedEnv(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#env).map(([name, value]) => [
        name,
        isAbsolute(value) ? join(this.root, value) : value,
      ]),
    );
  }
}

/** Paths of all files below a folder, from there. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
