// Makes `custom-elements.json`, by which editors and documentation tools know the elements. What exists is asked of the
// classes themselves, so that it cannot be wrong; what it is for comes from the comments in the sources.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Class, tag and source of each element. */
const ELEMENTS = [
  ['PulseWidget', 'pulse-widget', 'element.ts'],
  ['PulseProvider', 'pulse-provider', 'elements/provider.ts'],
  ['PulsePresence', 'pulse-presence', 'elements/presence.ts'],
  ['PulseCursors', 'pulse-cursors', 'elements/cursors.ts'],
  ['PulseComments', 'pulse-comments', 'elements/comments.ts'],
  ['PulseNotifications', 'pulse-notifications', 'elements/notifications.ts'],
  ['PulseReactions', 'pulse-reactions', 'elements/reactions.ts'],
];

/** The manifest of these classes, which are made of the sources in `sources`. */
export async function manifest(classes, sources) {
  const shared = await readFile(path.join(sources, 'elements/small-element.ts'), 'utf8');
  const declarations = [];
  for (const [name, tagName, file] of ELEMENTS) {
    const source = await readFile(path.join(sources, file), 'utf8');
    declarations.push(declaration(classes[name], name, tagName, source, name === 'PulseWidget' || name === 'PulseProvider' ? '' : shared));
  }
  const js = { name: 'index.js', kind: 'javascript-module', path: 'index.js' };
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: js.kind,
        path: js.path,
        declarations,
        exports: declarations.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: js.path } })),
      },
      {
        kind: js.kind,
        path: 'define.js',
        declarations: [],
        exports: declarations.map(({ name, tagName }) => ({
          kind: 'custom-element-definition',
          name: tagName,
          declaration: { name, module: js.path },
        })),
      },
    ],
  };
}

function declaration(element, name, tagName, source, shared) {
  const about = comment(source, `export class ${name} `);
  const attributes = [];
  const members = [];
  // Asked for its attributes, Lit looks at what is declared.
  if (!element.observedAttributes) throw new Error(`${name} is no element`);
  for (const [property, options] of element.elementProperties) {
    if (options.state) continue;
    const { type, description } = declared(source, property) ?? declared(shared, property) ?? {};
    const attribute = options.attribute === false ? undefined : (options.attribute ?? property.toLowerCase());
    if (attribute) attributes.push({ name: attribute, fieldName: property, type, description });
    members.push({ kind: 'field', name: property, type, description, attribute, reflects: options.reflect });
  }
  return {
    kind: 'class',
    customElement: true,
    name,
    tagName,
    description: about.split('@')[0].trim() || firstComment(source),
    superclass: { name: 'LitElement', package: 'lit' },
    attributes,
    members: [...members, ...methods(source)],
    slots: tags(about, 'slot').map(([slot, description]) => ({ name: slot, description })),
    cssParts: tags(about, 'csspart').map(([part, description]) => ({ name: part, description })),
    events: [...about.matchAll(/@fires \{(.+?)\} (\S+) - (.+)/g)].map(([, text, event, description]) => ({ name: event, type: { text }, description })),
  };
}

/** Type and description of a property that is declared with a type. */
function declared(source, property) {
  const [, type] = new RegExp(`\\n  declare ${property}: (.+);`).exec(source) ?? getter(source, property) ?? [];
  if (!type) return undefined;
  const description = comment(source, `  declare ${property}:`) || comment(source, `  get ${property}()`) || undefined;
  return { type: { text: type }, description };
}

function getter(source, property) {
  return new RegExp(`\\n  get ${property}\\(\\): (.+) \\{`).exec(source);
}

/** Methods and getters that have a description which does not call them internal. */
function methods(source) {
  const members = [];
  for (const [, text, name, parameters, type] of source.matchAll(/\n  \/\*\* ([^*]+) \*\/\n  (\w+)\((.*)\): (\w+) \{/g)) {
    if (!text.startsWith('@internal')) members.push({ kind: 'method', name, description: text, parameters: parsed(parameters), return: { type: { text: type } } });
  }
  for (const name of ['client', 'status']) {
    const [, text] = getter(source, name) ?? [];
    if (text) members.push({ kind: 'field', name, type: { text }, readonly: true, description: comment(source, `  get ${name}()`) || undefined });
  }
  return members;
}

function parsed(parameters) {
  return [...parameters.matchAll(/(\w+): ([^=,]+?)(?: = ([^,]+))?(?:,|$)/g)].map(([, name, text, value]) => ({
    name,
    type: { text },
    default: value,
    optional: value === undefined ? undefined : true,
  }));
}

/** The comment right before a line that begins so, without its stars. */
function comment(source, line) {
  const before = source.split(`\n${line}`)[0];
  if (before === source || !before.endsWith('*/')) return '';
  return plain(before.slice(before.lastIndexOf('/**')));
}

function firstComment(source) {
  const text = plain(source.slice(0, source.indexOf('*/') + 2)).replace(/^`<[^>]+>`: /, '');
  return text[0].toUpperCase() + text.slice(1);
}

function plain(text) {
  return text.replace(/^\/\*\*|\*\/$/g, '').replace(/\n\s*\* ?/g, '\n').trim();
}

function tags(about, tag) {
  return [...about.matchAll(new RegExp(`@${tag} ?(\\S*) - (.+)`, 'g'))].map(([, name, description]) => [name, description]);
}
