/** What the developer of a page has to change, for the console. Loaded when something is wrong. */
import type { Problem } from './problem.ts';

export function advice(problem: Problem, tag = 'pulse-widget'): string {
  switch (problem.kind) {
    case 'missing':
      return `<${tag}> cannot connect: set ${list(problem.attributes)}.`;
    case 'endpoint':
      return `<${tag}> cannot connect: endpoint="${problem.value}" is no http(s) or ws(s) address. Write it like endpoint="https://pulse.example.com", or leave it out to use the page's own host.`;
    case 'options':
      return `<${tag}> cannot connect: ${problem.message}.`;
    case 'blocked':
      return `<${tag}> cannot start: this page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to script-src, e.g. script-src 'self' 'wasm-unsafe-eval'.`;
    case 'unavailable':
      return `<${tag}> cannot start: its WebAssembly file could not be loaded (${problem.message}). Check that it is served beside pulse.js with Access-Control-Allow-Origin, and that connect-src allows it.`;
  }
}

function list(attributes: readonly string[]): string {
  return attributes
    .map((name) => (name === 'token' ? 'token="…" (or token-endpoint, or the getToken property)' : `${name}="…"`))
    .join(' and ');
}
