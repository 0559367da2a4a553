// `npm run package`: makes the zip that an AYON admin uploads.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { checkPackage, PackageError } from './packaging/check-package.ts';
import { describePackage } from './packaging/describe-package.ts';
import { readImagePrefix } from './packaging/image-prefix.ts';
import { collectPackageFiles, findCheckout, type PackageFile } from './packaging/package-files.ts';
import { makeArchive } from './packaging/make-archive.ts';

interface Options {
  output: string;
  imagePrefix?: string;
  skipZip?: true;
  debug?: true;
}

const PREFIX_ADVICE =
  'Write it like registry.example.com/ayon: small letters, digits, dots and dashes, no tag, no http://.';

const program = new Command('package')
  .description('makes the zip of the addon for AYON: Studio Settings > Bundles > Upload Addons')
  .option('-o, --output <folder>', 'folder for the result', 'package')
  .option(
    '--image-prefix <prefix>',
    'what stands before the names of the service images, like registry.example.com/ayon; without it the package offers no services',
    (text: string) => {
      const prefix = readImagePrefix(text);
      if (prefix === null) throw new InvalidArgumentError(PREFIX_ADVICE);
      return prefix;
    },
  )
  .option(
    '--skip-zip',
    'write the files into <output>/ftrack/<version> in place of a zip; what is there is removed first',
  )
  .option('--debug', 'name every file, and show where an error arose')
  .action(run);

await program.parseAsync();

async function run(options: Options): Promise<void> {
  try {
    await createPackage(options);
  } catch (error) {
    if (!(error instanceof PackageError) || options.debug === true) throw error;
    process.stderr.write(`No package was made. ${error.message}\n`);
    process.exitCode = 1;
  }
}

async function createPackage({ output, imagePrefix, skipZip, debug }: Options): Promise<void> {
  const checkout = findCheckout();
  const { version, files } = collectPackageFiles(checkout, imagePrefix ?? null);
  const archive = await makeArchive(files);
  // The archive is checked even when it is not kept: it holds what the folder will hold.
  const checked = checkPackage(archive, { version, files });
  const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), output);
  const made = skipZip === true ? join(folder, 'ftrack', version) : join(folder, `ftrack-${version}.zip`);
  if (skipZip === true) writeFolder(made, files);
  else {
    mkdirSync(folder, { recursive: true });
    writeFileSync(made, archive);
  }
  const shown = relative(process.cwd(), made);
  const text = describePackage(checked, {
    path: shown.startsWith('..') ? made : shown,
    archive: skipZip === true ? null : archive,
    everyFile: debug === true,
  });
  process.stdout.write(`${text}\n`);
}

function writeFolder(folder: string, files: readonly PackageFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { path, content } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, content, { mode: 0o644 });
  }
}
