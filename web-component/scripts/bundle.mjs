// How the script-tag build is bundled: shared by the shipped build and by the preview, which differ in the client they contain.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, transform } from 'esbuild';

/** What browsers must be able to do. */
export const TARGET = ['es2022', 'chrome123', 'firefox120', 'safari17.5'];
const PRODUCTION = { 'process.env.NODE_ENV': '"production"' };

/** What `pulse.js` loads at once. */
const FIRST = 'src/start.ts';

/** What is loaded later, by the names that `src/start.ts` knows. One address is one thing that can fail and be tried again. */
const LATER = {
  surfaces: 'src/surfaces.ts',
  advice: 'src/client/advice.ts',
  emoji: 'src/emoji/data.ts',
  elements: 'src/elements/index.ts',
  shared: '../sdk-wasm/shared-data/index.js',
  'words-ar': 'src/words/languages/ar.ts',
  'words-de': 'src/words/languages/de.ts',
  'words-es': 'src/words/languages/es.ts',
  'words-fr': 'src/words/languages/fr.ts',
  'words-hi': 'src/words/languages/hi.ts',
  'words-ja': 'src/words/languages/ja.ts',
};

/** What `src/shared.ts` exports, by the names it is imported under; Lit's own modules import each other's files. */
const SHARED = [
  'lit',
  'lit/directive.js',
  'lit/directive-helpers.js',
  'lit/directives/repeat.js',
  'lit-html',
  'lit-html/lit-html.js',
  'lit-html/directive.js',
  'lit-html/directive-helpers.js',
  './first-actions.ts',
  '../client/shared-clients.ts',
];

/**
 * A file of the build. `script` is `pulse.js`; `parts` has the others, by name. `start` and `wasm` are needed first.
 * @typedef {{name: string, contents: Uint8Array, integrity: string}} File
 * @typedef {{script: File, parts: Record<string, File>, legal: string, metafiles: object[]}} Bundle
 */

/**
 * @param {{client: string, wasm?: Uint8Array, minify: boolean}} options hashes are in the names of what is minified
 * @returns {Promise<Bundle>}
 */
export async function bundle({ client, wasm = new Uint8Array(), minify }) {
  const first = await build({
    ...options(minify),
    entryPoints: [FIRST],
    format: 'esm',
    legalComments: minify ? 'linked' : 'eof',
    // Only read when no address is given for the WebAssembly file.
    define: { 'import.meta.url': '"about:blank"', ...PRODUCTION },
    alias: { 'pulse-client': client },
  });
  const start = named('start', 'js', scriptOf(first, minify), minify);
  const parts = { start, wasm: named('pulse', 'wasm', wasm, minify) };
  const metafiles = [first.metafile];
  for (const [name, entry] of Object.entries(LATER)) {
    const later = await build({
      ...options(minify),
      entryPoints: [entry],
      format: 'esm',
      // Those of `start` name the licences of all.
      legalComments: 'none',
      define: PRODUCTION,
      plugins: [styleSheets(minify), emojiFields, fromStart(start.name)],
    });
    metafiles.push(later.metafile);
    parts[name] = named(name, 'js', scriptOf(later, minify), minify);
    checkImports(parts[name], start, first.metafile);
  }
  const hashes = Object.fromEntries(Object.entries(parts).map(([part, { integrity }]) => [part, integrity]));
  parts.hashes = named('hashes', 'json', Buffer.from(JSON.stringify(hashes)), minify);
  const files = Object.fromEntries(Object.entries(parts).map(([part, { name }]) => [part, name]));
  const script = await build({
    ...options(minify),
    entryPoints: { pulse: 'src/script.ts' },
    format: 'iife',
    define: {
      PULSE_FILES: JSON.stringify(files),
      PULSE_HASHES: JSON.stringify({ start: hashes.start, wasm: hashes.wasm, hashes: parts.hashes.integrity }),
    },
  });
  metafiles.push(script.metafile);
  const legal = first.outputFiles.filter(({ path: output }) => output.endsWith('.LEGAL.txt')).map(({ text }) => text);
  return { script: file('pulse.js', scriptOf(script, minify)), parts, legal: legal.join(''), metafiles };
}

function options(minify) {
  return {
    bundle: true,
    write: false,
    outdir: 'dist',
    metafile: true,
    target: TARGET,
    minify,
    charset: 'utf8',
    plugins: [styleSheets(minify), emojiFields],
    // For what is outside of this folder.
    nodePaths: ['node_modules'],
    logLevel: 'warning',
  };
}

/** What is left of line breaks is in templates, where a blank is the same. */
function scriptOf({ outputFiles }, minify) {
  const { contents, text } = outputFiles.find(({ path: output }) => output.endsWith('.js'));
  return minify ? Buffer.from(text.trimEnd().replace(/\n\s*/g, ' ')) : contents;
}

/** Sends imports of what `start` has to it. */
function fromStart(start) {
  return {
    name: 'from-start',
    setup(bundler) {
      bundler.onResolve({ filter: /lit|^\.\/first-actions\.ts$|\/shared-clients\.ts$|^\.\.?\/(lit-html|directive|directive-helpers)\.js$/ }, ({ path: wanted, importer }) => {
        const inLit = importer.includes('/node_modules/lit-html/') && wanted.startsWith('.');
        const name = inLit ? `lit-html/${path.basename(wanted)}` : wanted;
        return SHARED.includes(name) ? { path: `./${start}`, external: true } : undefined;
      });
    },
  };
}

/** A name that `start` does not export would only be missed in the browser. */
function checkImports(part, start, metafile) {
  const [{ exports: exported }] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint === FIRST);
  const text = Buffer.from(part.contents).toString();
  for (const [, names] of text.matchAll(/import\s*\{([^}]*)\}\s*from\s*"\.\/start[^"]*"/g)) {
    for (const name of names.split(',').map((one) => one.trim().split(/\s+as\s+/)[0])) {
      if (!exported.includes(name)) throw new Error(`${part.name} imports ${name}, which src/shared.ts does not export to ${start.name}`);
    }
  }
}

/** @returns {File} */
function file(name, contents) {
  return { name, contents, integrity: `sha256-${createHash('sha256').update(contents).digest('base64')}` };
}

function named(part, extension, contents, hashed) {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  return file(hashed ? `${part}-${hash}.${extension}` : `${part}.${extension}`, contents);
}

/** Style sheets become text in the bundle, for the shadow root to adopt. */
export function styleSheets(minify) {
  return {
    name: 'style-sheets',
    setup(bundler) {
      bundler.onLoad({ filter: /\/src\/styles\/[\w-]+\.css$/ }, async ({ path: source }) => {
        const text = await readFile(source, 'utf8');
        const { code } = await transform(text, { loader: 'css', minify, target: 'esnext' });
        return { contents: code.trim(), loader: 'text' };
      });
    },
  };
}

/** Of the emoji data set, only what the picker reads. */
export const emojiFields = {
  name: 'emoji-fields',
  setup(bundler) {
    bundler.onLoad({ filter: /\/emojibase-data\/en\/compact\.json$/ }, async ({ path: source }) => {
      const all = JSON.parse(await readFile(source, 'utf8'));
      const used = all.filter(({ group }) => group !== undefined);
      return { contents: JSON.stringify(used.map(({ unicode, label, tags, group, order }) => ({ unicode, label, tags, group, order }))), loader: 'json' };
    });
  },
};
