// Makes `custom-elements.json`, by which editors and documentation tools know the elements: what the analyzer reads in
// their sources, as far as pages may use it. What the classes themselves say they observe must be in it, and nothing else.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

const ELEMENTS = ['element.ts', ...['provider', 'presence', 'cursors', 'comments', 'notifications', 'reactions'].map((name) => `elements/${name}.ts`)];

/** What they inherit from. */
const BASES = ['seen-element.ts', 'elements/small-element.ts'];

/** The manifest of these classes, which are made of the sources in `sources`. */
export async function manifest(classes, sources) {
  const modules = await Promise.all([...ELEMENTS, ...BASES].map(async (file) => parsed(file, await readFile(path.join(sources, file), 'utf8'))));
  const analyzed = create({ modules, plugins: litPlugin(), context: { dev: false } });
  const declarations = analyzed.modules.flatMap((module) => module.declarations.filter(({ tagName }) => tagName)).map(published);
  if (declarations.length !== ELEMENTS.length) throw new Error(`${declarations.length} of ${ELEMENTS.length} elements say their @tag`);
  for (const { name, attributes } of declarations) {
    const [known, observed] = [attributes.map((one) => one.name), classes[name].observedAttributes].map((names) => names.toSorted().join());
    if (known !== observed) throw new Error(`${name} observes ${observed}, and the manifest has ${known}`);
  }
  const js = { kind: 'javascript-module', path: 'index.js' };
  return {
    schemaVersion: analyzed.schemaVersion,
    modules: [
      {
        ...js,
        declarations,
        exports: declarations.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: js.path } })),
      },
      {
        kind: js.kind,
        path: 'define.js',
        declarations: [],
        exports: declarations.map(({ name, tagName }) => ({ kind: 'custom-element-definition', name: tagName, declaration: { name, module: js.path } })),
      },
    ],
  };
}

function parsed(file, text) {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

/** Without the classes between ours and Lit's, which the package does not export, and without what is ours alone. */
function published({ attributes = [], members = [], events = [], ...others }) {
  return {
    ...others,
    superclass: { name: 'LitElement', package: 'lit' },
    attributes: attributes.map(own),
    members: members.filter(isPublic).map(own),
    events: events.map(own),
  };
}

function own({ inheritedFrom: _, privacy: __, ...others }) {
  return others;
}

/** What is described is meant to be used; what is internal is left out by its description. */
function isPublic({ name, privacy = 'public', description, static: ofClass }) {
  return privacy === 'public' && !name.startsWith('#') && Boolean(description) && !ofClass;
}
