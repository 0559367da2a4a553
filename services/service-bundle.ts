import type { Plugin, UserConfig } from 'vite';

/** One character beyond ASCII would make Node keep the text of the whole program at two bytes per character. */
const onlyAscii: Plugin = {
  name: 'only-ascii',
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type === 'chunk') file.code = file.code.replaceAll(/\P{ASCII}/gu, escapeCharacter);
    }
  },
};

function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/**
 * How a service becomes the few files of its image: `npm run bundle` in its folder writes `bundle/main.js`, from the sources and with all
 * packages inside, so that the image needs Node and nothing else. Names are kept: stack traces stay readable without source maps; comments are not.
 */
export const serviceBundle: UserConfig = {
  plugins: [onlyAscii],
  resolve: { conditions: ['source', 'module', 'import', 'default'] },
  ssr: {
    noExternal: true,
    resolve: { conditions: ['source', 'node', 'module', 'import', 'default'] },
  },
  build: {
    ssr: 'src/main.ts',
    outDir: 'bundle',
    emptyOutDir: true,
    // The oldest Node that a checkout runs on; images have a newer one.
    target: 'node20',
    minify: false,
    // The packages inside ask for their notices to go with them.
    license: { fileName: 'licences.md' },
    rolldownOptions: { output: { entryFileNames: 'main.js', codeSplitting: false, comments: false } },
  },
};
