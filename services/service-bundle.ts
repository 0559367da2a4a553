import type { UserConfig } from 'vite';

/**
 * How a service becomes the few files of its image: `npm run bundle` in its folder writes `bundle/main.js`, from the sources and with all
 * packages inside, so that the image needs Node and nothing else. Names are kept: stack traces stay readable without source maps.
 */
export const serviceBundle: UserConfig = {
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
    rolldownOptions: { output: { entryFileNames: 'main.js', codeSplitting: false } },
  },
};
