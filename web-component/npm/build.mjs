// Makes the npm package out of the widget's sources: `web-component/package`, ready for `npm pack`.
import { execFile } from 'node:child_process';
import { appendFile, copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { emojiFields, styleSheets, TARGET } from '../scripts/bundle.mjs';
import { manifest } from './manifest.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const WIDGET = path.dirname(HERE);
const PACKAGE = path.join(WIDGET, 'package');
process.chdir(WIDGET);

/** Only the adapter's own import goes to the package. */
const client = {
  name: 'client',
  setup: (bundler) =>
    bundler.onResolve({ filter: /^pulse-client$/ }, ({ importer }) =>
      importer === path.join(HERE, 'client.js') ? { path: 'pulse-client', external: true } : { path: path.join(HERE, 'client.js') },
    ),
};

await rm(PACKAGE, { recursive: true, force: true });
await mkdir(PACKAGE);
await scripts();
await types();
await writeFile(path.join(PACKAGE, 'custom-elements.json'), `${JSON.stringify(await manifest(await classes(), 'src'), null, 2)}\n`);
await frameworks();
await description();

/** Lit and the client stay packages of their own, so that a page has one of each. */
async function scripts() {
  await build({
    // Not the folder that one is in by now: esbuild remembers where it was loaded.
    absWorkingDir: WIDGET,
    entryPoints: ['src/index.ts', 'src/define.ts'],
    outdir: PACKAGE,
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'eof',
    external: ['lit', 'lit/*', '@lit/context'],
    plugins: [client, styleSheets(true), emojiFields],
    logLevel: 'warning',
  });
}

/** Declarations of all modules, which name each other as the scripts do that are beside them. */
async function types() {
  const tsc = path.join(WIDGET, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [tsc, '--project', HERE]).catch(({ stdout }) => {
    throw new Error(stdout);
  });
  const folder = path.join(PACKAGE, 'types');
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g, '$1$2.js$1'));
  }
}

/** The elements' classes, without the client, which is not beside the package yet. */
async function classes() {
  const file = path.join(PACKAGE, 'classes.mjs');
  await build({
    absWorkingDir: WIDGET,
    stdin: { contents: "export * from './element.ts'; export * from './elements/index.ts';", resolveDir: path.join(WIDGET, 'src'), loader: 'ts' },
    outfile: file,
    bundle: true,
    format: 'esm',
    target: TARGET,
    external: ['lit', 'lit/*', '@lit/context'],
    plugins: [styleSheets(true), emojiFields],
    logLevel: 'warning',
  });
  const loaded = await import(pathToFileURL(file).href);
  await rm(file);
  return loaded;
}

/** Types alone: whoever imports one of them at run time gets an empty module. */
async function frameworks() {
  const folder = path.join(PACKAGE, 'frameworks');
  await cp(path.join(HERE, 'frameworks'), folder, { recursive: true });
  await writeFile(path.join(folder, 'types-only.js'), 'export {};\n');
}

async function description() {
  const { version, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  const description = JSON.parse(await readFile(path.join(HERE, 'package.json'), 'utf8'));
  const dependencies = { '@lit/context': devDependencies['@lit/context'], lit: devDependencies.lit, 'pulse-client': version };
  await writeFile(path.join(PACKAGE, 'package.json'), `${JSON.stringify({ ...description, version, dependencies }, null, 2)}\n`);
  await copyFile(path.join(HERE, 'README.md'), path.join(PACKAGE, 'README.md'));
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) await copyFile(path.join(WIDGET, '..', licence), path.join(PACKAGE, licence));
  for (const [name, licence] of [['lucide', 'node_modules/lucide/LICENSE'], ['emojibase-data', 'node_modules/emojibase-data/LICENSE']]) {
    await appendFile(path.join(PACKAGE, 'THIRD-PARTY.txt'), `Bundled: ${name}\n\n${await readFile(licence, 'utf8')}\n`);
  }
}
