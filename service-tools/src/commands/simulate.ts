import { readFile } from 'node:fs/promises';
import { countReplays, hasRecordings, readAddon, readUsers, startAyonSimulator } from '@ynput/ayon-simulator';
import {
  type FtrackFaultChange,
  type FtrackSimulatorOptions,
  readFaultChange,
  type SchemaGeneration,
  type SimulatorUser,
  startFtrackSimulator,
} from '@ynput/ftrack-simulator';
import { type Command, InvalidArgumentError } from 'commander';
import { note, resultJson } from '../output.ts';
import { untilTerminated } from '../shutdown.ts';

/** Adds `simulate ftrack` and `simulate ayon`: a server in the foreground, told by one JSON line when it is ready. */
export function addSimulateCommands(program: Command): void {
  const simulate = program.command('simulate').description('run a simulated server until it is stopped');
  simulate
    .command('ftrack')
    .description('a ftrack server in memory; prints one JSON line with url, user and apiKey when it is ready')
    .option('--port <number>', 'port on the loopback interface, 0 for a free one', readPort, 0)
    .option(
      '--profile <name>',
      'what it holds: empty, reference or generated:<entities>',
      readProfile,
      'empty',
    )
    .option('--seed <number>', 'the same seed makes the same ids', readSeed, 1)
    .option('--generation <name>', 'the schema of an older or of a newer server', readGeneration, 'older')
    .option('--users <file>', 'JSON list of users {username, apiKey, …} in place of the administrator')
    .option('--faults <json>', 'switches that make it misbehave, as of POST /simulator/faults', readFaults)
    .action(async ({ users: file, ...options }: FtrackFlags) => {
      const users = file === undefined ? undefined : ((await readJson(file)) as SimulatorUser[]);
      await using server = await startFtrackSimulator({ ...options, ...(users !== undefined && { users }) });
      const { url, user, apiKey, adminToken } = server;
      resultJson({ url, user, apiKey, adminToken });
      note(`ftrack simulator at ${url}; Ctrl-C ends it.`);
      await untilTerminated();
    });
  simulate
    .command('ayon')
    .description('an AYON server in memory; prints one JSON line with url and apiKey when it is ready')
    .option('--port <number>', 'port on the loopback interface, 0 for a free one', readPort, 0)
    .option('--users <file>', 'JSON list of users in place of the default ones')
    .option(
      '--addon <file>',
      'JSON object {name, version, settings, schema, services, attributes}: an installed addon',
    )
    .option('--cost <model>', 'none, or ayon-1.16 for the time a real server takes', readCost, 'none')
    .option('--replay <dir>', 'compare with recorded answers in place of serving; prints the counts by file')
    .option('--json', 'with --replay: every difference, as JSON')
    .action(async (options: AyonOptions) => {
      if (options.replay !== undefined) {
        await replayAyon(options.replay, options.json === true);
        return;
      }
      const users = options.users === undefined ? undefined : await readChecked(options.users, readUsers);
      const addon = options.addon === undefined ? undefined : await readChecked(options.addon, readAddon);
      await using server = await startAyonSimulator({
        port: options.port,
        cost: options.cost,
        ...(users === undefined ? {} : { users }),
        ...(addon === undefined ? {} : { addons: [addon] }),
      });
      resultJson({ url: server.url, apiKey: server.apiKey });
      note(`AYON simulator at ${server.url}; Ctrl-C ends it.`);
      await untilTerminated();
    });
}

type Profile = NonNullable<FtrackSimulatorOptions['profile']>;

interface FtrackFlags {
  readonly port: number;
  readonly profile: Profile;
  readonly seed: number;
  readonly generation: SchemaGeneration;
  readonly users?: string;
  readonly faults?: FtrackFaultChange;
}

interface AyonOptions {
  port: number;
  users?: string;
  addon?: string;
  cost: 'none' | 'ayon-1.16';
  replay?: string;
  json?: boolean;
}

/** Replays a folder of recordings; one line a file, or one JSON object. */
async function replayAyon(folder: string, asJson: boolean): Promise<void> {
  if (!hasRecordings(folder))
    throw new Error(`${folder} holds no recordings: there is no rest-routes.json in it.`);
  const files = await countReplays(folder);
  if (asJson) resultJson({ ok: files.every(({ differing }) => differing === 0), files });
  else for (const { file, steps, differing } of files) note(`${file}: ${differing} of ${steps} steps differ`);
}

function readCost(text: string): 'none' | 'ayon-1.16' {
  if (text === 'none' || text === 'ayon-1.16') return text;
  throw new InvalidArgumentError('Known costs: none, ayon-1.16.');
}

/** Reads a JSON file; what its reader says of it is told with the name of the file. */
async function readChecked<T>(file: string, read: (given: unknown) => T): Promise<T> {
  const given = await readJson(file);
  try {
    return read(given);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function readProfile(text: string): Profile {
  if (text === 'empty' || text === 'reference' || /^generated:\d+$/.test(text)) return text as Profile;
  throw new InvalidArgumentError('Known profiles: empty, reference, generated:<entities>.');
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new InvalidArgumentError('A seed is a whole number.');
}

function readGeneration(text: string): SchemaGeneration {
  if (text === 'older' || text === 'newer') return text;
  throw new InvalidArgumentError('Known generations: older, newer.');
}

function readFaults(text: string): FtrackFaultChange {
  try {
    return readFaultChange(JSON.parse(text));
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
