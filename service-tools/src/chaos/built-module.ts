import { fileURLToPath } from 'node:url';

/**
 * Path of a compiled module, to be started as a process of its own. Asked from a source file (as tests do), it is the module of the last build.
 * @param from `import.meta.url` of the asking module.
 * @param module relative path of the wanted module, ending in `.js`.
 */
export function findBuiltModule(from: string, module: string): string {
  const path = fileURLToPath(new URL(module, from));
  return path.replace(/([\\/])src([\\/](?!.*[\\/]src[\\/]))/, '$1dist$2');
}
