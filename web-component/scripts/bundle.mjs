// How the script-tag build is bundled: shared by the shipped build and by the preview, which differ in the client they contain.
import { readFile } from 'node:fs/promises';
import { build, transform } from 'esbuild';

const TARGET = ['es2022', 'chrome123', 'firefox120', 'safari17.5'];
const PRODUCTION = { 'process.env.NODE_ENV': '"production"' };

/**
 * The files that `pulse.js` loads later, by the names that `src/script.ts` knows them by. Each is whole in itself, its
 * copy of Lit included, which takes the templates of any other: a classic script has no exports that a module could
 * share, and one address is one thing that can fail and be tried again.
 */
export const PARTS = {
  surfaces: 'src/surfaces.ts',
  emoji: 'src/emoji/data.ts',
  elements: 'src/elements/index.ts',
  'words-ar': 'src/words/languages/ar.ts',
  'words-de': 'src/words/languages/de.ts',
  'words-es': 'src/words/languages/es.ts',
  'words-fr': 'src/words/languages/fr.ts',
  'words-hi': 'src/words/languages/hi.ts',
  'words-ja': 'src/words/languages/ja.ts',
};

/** @param {{client: string, files: Record<string, string>, outfile?: string, minify: boolean}} options */
export async function bundleScript({ client, files, outfile, minify }) {
  return build({
    entryPoints: ['src/script.ts'],
    ...(outfile ? { outfile } : { write: false, outdir: 'dist' }),
    bundle: true,
    format: 'iife',
    target: TARGET,
    minify,
    metafile: true,
    legalComments: minify ? 'linked' : 'eof',
    charset: 'utf8',
    define: {
      PULSE_FILES: JSON.stringify(files),
      // Only read when no address is given for the WebAssembly file, and a classic script has none of its own.
      'import.meta.url': '"about:blank"',
      ...PRODUCTION,
    },
    alias: { 'pulse-client': client },
    plugins: [styleSheets(minify)],
    logLevel: 'warning',
  });
}

/**
 * One of the `PARTS`, as a module.
 * @param {{entry: string, minify: boolean}} options
 * @returns {Promise<Uint8Array>}
 */
export async function bundlePart({ entry, minify }) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    write: false,
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    target: TARGET,
    minify,
    // `pulse.js` names the licences of all.
    legalComments: 'none',
    charset: 'utf8',
    define: PRODUCTION,
    plugins: [styleSheets(minify), emojiFields],
    logLevel: 'warning',
  });
  return outputFiles[0].contents;
}

/** Style sheets become text in the bundle, for the shadow root to adopt. */
function styleSheets(minify) {
  return {
    name: 'style-sheets',
    setup(bundler) {
      bundler.onLoad({ filter: /\/src\/styles\/[\w-]+\.css$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const { code } = await transform(source, { loader: 'css', minify, target: 'esnext' });
        return { contents: code.trim(), loader: 'text' };
      });
    },
  };
}

/** Of the emoji data set, only what the picker reads. */
const emojiFields = {
  name: 'emoji-fields',
  setup(bundler) {
    bundler.onLoad({ filter: /\/emojibase-data\/en\/compact\.json$/ }, async ({ path }) => {
      const all = JSON.parse(await readFile(path, 'utf8'));
      const used = all.filter(({ group }) => group !== undefined);
      return { contents: JSON.stringify(used.map(({ unicode, label, tags, group, order }) => ({ unicode, label, tags, group, order }))), loader: 'json' };
    });
  },
};
