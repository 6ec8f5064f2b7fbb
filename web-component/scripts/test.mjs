// Bundles the TypeScript tests of a folder and runs them with node's own runner: `node scripts/test.mjs test/unit`,
// or only those files whose names contain a word: `node scripts/test.mjs test/browser pins`.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const [folder = 'test/unit', only = ''] = process.argv.slice(2);
const names = (await readdir(folder)).filter((name) => name.endsWith('.test.ts') && name.includes(only));
const entries = names.map((name) => path.join(folder, name));
// Inside the package, so that the packages left external are found.
const outdir = await mkdtemp(path.join('node_modules', '.pulse-tests-'));
try {
  await build({
    entryPoints: entries,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // Node imports no JSON without being told to: bundled, as in the widget.
    alias: { 'emojibase-data/en/compact.json': path.resolve('node_modules/emojibase-data/en/compact.json') },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const files = (await readdir(outdir)).filter((name) => name.endsWith('.mjs')).map((name) => path.join(outdir, name));
  const run = spawn(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
  process.exitCode = await new Promise((resolve) => run.on('exit', (code) => resolve(code ?? 1)));
} finally {
  await rm(outdir, { recursive: true, force: true });
}
