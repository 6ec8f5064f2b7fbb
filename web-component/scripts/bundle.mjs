// How the script-tag build is bundled: shared by the shipped build and by the preview, which differ in the client they contain.
import { readFile } from 'node:fs/promises';
import { build, transform } from 'esbuild';

const TARGET = ['es2022', 'chrome123', 'firefox120', 'safari17.5'];
const PRODUCTION = { 'process.env.NODE_ENV': '"production"' };

/** @param {{client: string, wasmFile: string, surfacesFile: string, outfile?: string, minify: boolean}} options */
export async function bundleScript({ client, wasmFile, surfacesFile, outfile, minify }) {
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
      PULSE_WASM_FILE: JSON.stringify(wasmFile),
      PULSE_SURFACES_FILE: JSON.stringify(surfacesFile),
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
 * What `pulse.js` loads later, as a module. It has its own copy of Lit, which takes the templates of any other: a classic
 * script has no exports that a module could share.
 * @param {{minify: boolean}} options
 * @returns {Promise<Uint8Array>}
 */
export async function bundleSurfaces({ minify }) {
  const { outputFiles } = await build({
    entryPoints: ['src/surfaces.ts'],
    write: false,
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    target: TARGET,
    minify,
    // The same packages as in `pulse.js`, whose file of licences covers both.
    legalComments: 'none',
    charset: 'utf8',
    define: PRODUCTION,
    plugins: [styleSheets(minify)],
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
