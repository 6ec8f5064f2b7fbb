// Makes the npm package out of what wasm-pack has made: `sdk-wasm/dist`, ready for `npm pack`.
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SDK = path.dirname(HERE);
const PKG = path.join(SDK, 'pkg');
const DIST = path.join(SDK, 'dist');
const ENTRIES = ['index', 'slim', 'inline'];
const TOOLS = path.join(SDK, '../web-component/node_modules');

// The widget's, so that there is one to keep up to date.
const { build } = createRequire(path.join(TOOLS, '../package.json'))('esbuild');

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
const wasm = await readFile(path.join(PKG, 'pulse_client_bg.wasm'));
await writeFile(path.join(DIST, 'pulse_bg.wasm'), wasm);
await scripts('esm', 'js', ENTRIES);
// A CommonJS module does not know where it is, so that the package's own entry is the inline one.
await scripts('cjs', 'cjs', ['slim', 'inline']);
await types();
await description();

async function scripts(format, extension, entries) {
  const options = {
    outdir: DIST,
    outExtension: { '.js': `.${extension}` },
    bundle: true,
    format,
    target: ['es2022'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  };
  const beside = {
    name: 'beside',
    setup: (bundler) =>
      bundler.onResolve({ filter: /^\.\/\w+\.js$/ }, ({ path: file }) => ({ path: file.replace(/js$/, extension), external: true })),
  };
  await build({ ...options, entryPoints: entries.map((entry) => path.join(HERE, `${entry}.js`)), plugins: [beside] });
  await build({
    ...options,
    entryPoints: [path.join(HERE, 'core.js')],
    plugins: [beside],
    minify: true,
    // What wasm-bindgen would load by itself: bundlers must not go looking for it.
    define: { 'import.meta.url': '"about:blank"' },
  });
  // With Yjs inside, so that pages without a bundler have it too.
  await build({ ...options, entryPoints: { shared: path.join(SDK, 'shared-data/index.js') }, minify: true, nodePaths: [TOOLS] });
  const bytes = `const text = '${wasm.toString('base64')}';\nexport const bytes = () => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));\n`;
  await build({ ...options, stdin: { contents: bytes }, outdir: undefined, outExtension: undefined, outfile: path.join(DIST, `bytes.${extension}`) });
}

/** The declarations that the Rust side has, for both kinds of modules. */
async function types() {
  const parts = [path.join(HERE, 'types.d.ts'), ...['entities', 'client'].map((name) => path.join(SDK, `src/typescript/${name}.d.ts`))];
  const files = { types: (await Promise.all(parts.map((part) => readFile(part, 'utf8')))).join('') };
  for (const entry of ENTRIES) files[entry] = await readFile(path.join(HERE, `${entry}.d.ts`), 'utf8');
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(DIST, `${name}.d.ts`), text);
    if (name !== 'index') await writeFile(path.join(DIST, `${name}.d.cts`), text.replaceAll('./types.js', './types.cjs'));
  }
}

async function description() {
  const { version } = JSON.parse(await readFile(path.join(PKG, 'package.json'), 'utf8'));
  const description = JSON.parse(await readFile(path.join(HERE, 'package.json'), 'utf8'));
  await writeFile(path.join(DIST, 'package.json'), `${JSON.stringify({ ...description, version }, null, 2)}\n`);
  await copyFile(path.join(SDK, 'README.md'), path.join(DIST, 'README.md'));
  for (const bundled of ['yjs', 'lib0']) {
    const licence = await readFile(path.join(TOOLS, bundled, 'LICENSE'), 'utf8');
    await appendFile(path.join(DIST, 'THIRD-PARTY.txt'), `Bundled: ${bundled}\n\n${licence}\n`);
  }
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) await copyFile(path.join(SDK, '..', licence), path.join(DIST, licence));
}
