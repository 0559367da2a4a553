// The one entry of every `npm run` script: sets the checkout up, builds, then runs the command.
// Plain JavaScript on Node alone, because it runs before anything is installed. All progress goes to stderr.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = join(root, '.tools');
const stamp = join(tools, 'installed');
const lock = join(tools, 'lock');
const bin = join(root, 'node_modules', '.bin');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const cli = join(root, 'service-tools', 'dist', 'main.js');

const PNPM_VERSION = '12.21.0';

const COMMANDS = {
  build: () => 0,
  test: (args) => tool('vitest', ['run', ...args]),
  check: async () =>
    (await tool('oxlint', ['--deny-warnings'])) ||
    (await tool('biome', ['format', '.', '--diagnostic-level=error'])) ||
    (await tool('knip', ['--no-progress'])),
  format: () => tool('biome', ['format', '--write', '.']),
  bundle: ([service = '']) => bundle(service),
  cli: (args) => node([cli, ...args]),
  demo: (args) => node([cli, 'demo', ...args]),
  bench: (args) => node([cli, 'bench', ...args]),
  chaos: (args) => node([cli, 'chaos', ...args]),
  package: (args) => node([join(root, 'dist', 'create-package.js'), ...args]),
};

await main();

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) fail(`Unknown command '${name}'. Known: ${Object.keys(COMMANDS).join(', ')}.`);
  checkNode();
  withLock(() => {
    install();
    build();
  });
  process.exitCode = await command(args);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Node ${process.versions.node} is too old: this project needs ${manifest.engines.node}. Install a newer Node, then try again.`,
  );
}

/** Gets pnpm into the checkout and installs what the lock file names; does nothing when neither changed. */
function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join(bin, 'tsc'))) return;
  const pnpm = join(tools, 'node_modules', '.bin');
  note(`Setting up (once): pnpm ${PNPM_VERSION} and the packages of pnpm-lock.yaml …`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const got = quietly(npm, [
    'install',
    '--prefix',
    tools,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `pnpm@${PNPM_VERSION}`,
  ]);
  if (got !== 0)
    fail('pnpm could not be installed with npm (see above). Is the npm registry reachable from here?');
  const installed = quietly(join(pnpm, 'pnpm'), ['install', '--frozen-lockfile', '--reporter=append-only']);
  if (installed !== 0)
    fail('The packages could not be installed (see above). Is the npm registry reachable from here?');
  writeFileSync(stamp, wanted);
}

function build() {
  const built = quietly(join(bin, 'tsc'), ['-b']);
  if (built !== 0) fail('The sources do not compile (see above).');
}

/** Hash of all that decides what is installed: lock file, workspace file, every package.json, Node's ABI. */
function fingerprint() {
  const hash = createHash('sha256').update(process.versions.modules);
  const folders = ['', 'ayon-api', 'ftrack-common', 'service-tools', 'tests'];
  for (const group of ['services', 'simulators']) {
    for (const name of readdirSync(join(root, group))) folders.push(join(group, name));
  }
  for (const file of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...folders.map((folder) => join(folder, 'package.json')),
  ]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** Two commands started at once in a clean clone: the second waits until the first has set up. */
function withLock(work) {
  mkdirSync(tools, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderLives()) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  process.on('exit', unlock);
  try {
    work();
  } finally {
    process.off('exit', unlock);
    unlock();
  }
}

function unlock() {
  rmSync(lock, { force: true });
}

function holderLives() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function node(args) {
  return run(process.execPath, args, { cwd: process.env.INIT_CWD ?? process.cwd() });
}

function tool(name, args, folder = root) {
  return run(join(bin, name), args, { cwd: folder, shell: process.platform === 'win32' });
}

/** Makes the file that a service's image runs: `services/<service>/bundle/main.js`. */
function bundle(service) {
  const services = readdirSync(join(root, 'services')).filter((name) =>
    existsSync(join(root, 'services', name, 'vite.config.ts')),
  );
  if (!services.includes(service)) fail(`Unknown service '${service}'. Known: ${services.join(', ')}.`);
  return tool('vite', ['build'], join(root, 'services', service));
}

/** Runs the command itself: it has our stdio, and the signals we get are passed on, so that it can end in its own time. */
async function run(file, args, options) {
  const child = spawn(file, args, { ...options, stdio: 'inherit' });
  // On Windows a signal cannot be passed on, only a kill; Ctrl-C reaches the child by itself there.
  const pass = (signal) => process.platform === 'win32' || child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  const watch = process.env.npm_lifecycle_event === undefined ? undefined : endWhenOrphaned(child);
  try {
    const [code] = await once(child, 'exit');
    return code ?? 1;
  } catch (error) {
    note(`${file} could not be started: ${error.message}`);
    return 1;
  } finally {
    clearInterval(watch);
  }
}

/** npm sends a signal to the shell between it and us, and that shell dies without passing it on: being orphaned is the signal. */
function endWhenOrphaned(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  return watch;
}

/** Runs a step of the set-up: its output goes to stderr, because stdout belongs to the command. */
function quietly(file, args) {
  const result = spawnSync(file, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.error !== undefined) note(result.error.message);
  return result.status ?? 1;
}

function note(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  note(text);
  process.exit(1);
}
