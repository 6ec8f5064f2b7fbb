// How the script-tag build is bundled: shared by the shipped build and by the preview, which differ in the client they contain.
import { readFile } from 'node:fs/promises';
import { build, transform } from 'esbuild';

/** @param {{client: string, wasmFile: string, outfile?: string, minify: boolean}} options */
export async function bundleScript({ client, wasmFile, outfile, minify }) {
  return build({
    entryPoints: ['src/script.ts'],
    ...(outfile ? { outfile } : { write: false, outdir: 'dist' }),
    bundle: true,
    format: 'iife',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    minify,
    metafile: true,
    legalComments: minify ? 'linked' : 'eof',
    charset: 'utf8',
    define: {
      PULSE_WASM_FILE: JSON.stringify(wasmFile),
      // Only read when no address is given for the WebAssembly file, and a classic script has none of its own.
      'import.meta.url': '"about:blank"',
      'process.env.NODE_ENV': '"production"',
    },
    alias: { 'pulse-client': client },
    plugins: [styleSheets(minify)],
    logLevel: 'warning',
  });
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
