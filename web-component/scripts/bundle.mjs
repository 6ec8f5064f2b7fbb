// How the script-tag build is bundled: shared by the shipped build and by the preview, which differ in the client they contain.
import { build } from 'esbuild';

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
    legalComments: 'eof',
    charset: 'utf8',
    define: {
      PULSE_WASM_FILE: JSON.stringify(wasmFile),
      // Only read when no address is given for the WebAssembly file, and a classic script has none of its own.
      'import.meta.url': '"about:blank"',
      'process.env.NODE_ENV': '"production"',
    },
    alias: { 'pulse-client': client },
    logLevel: 'warning',
  });
}
