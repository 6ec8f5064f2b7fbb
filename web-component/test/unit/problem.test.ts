import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advice } from '../../src/client/advice.ts';
import { type ConnectionAttributes, findProblem, isEndpoint, loadProblem } from '../../src/client/problem.ts';

const complete: ConnectionAttributes = {
  apiKey: 'pk_1',
  room: '/pricing',
  token: 'eyJ',
  endpoint: null,
  tokenEndpoint: null,
  hasTokenProvider: false,
};

test('complete attributes are no problem, whatever the token comes from', () => {
  assert.equal(findProblem(complete), null);
  assert.equal(findProblem({ ...complete, token: null, tokenEndpoint: '/api/token' }), null);
  assert.equal(findProblem({ ...complete, token: null, hasTokenProvider: true }), null);
});

test('missing attributes are named', () => {
  const problem = findProblem({ ...complete, apiKey: '', room: null, token: null });
  assert.deepEqual(problem, { kind: 'missing', attributes: ['api-key', 'room', 'token'] });
  assert.match(advice(problem!), /api-key="…" and room="…" and token="…"/);
});

test('an endpoint is an http or ws address without credentials', () => {
  for (const good of ['http://localhost:4567', 'wss://pulse.example.com/ws', 'https://x.example/']) assert.ok(isEndpoint(good), good);
  for (const bad of ['localhost:4567', '/pulse', 'ftp://x', 'https://a:b@x.example', 'not an address']) assert.ok(!isEndpoint(bad), bad);
  const problem = findProblem({ ...complete, endpoint: 'localhost:4567' });
  assert.equal(problem?.kind, 'endpoint');
  assert.match(advice(problem!), /localhost:4567/);
});

const compileError = (message: string): Error => Object.assign(new Error(message), { name: 'CompileError' });

test('a forbidden compilation is told in the words of each engine', () => {
  const messages = [
    "WebAssembly.instantiateStreaming(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source of script",
    'call to WebAssembly.instantiateStreaming() blocked by CSP',
    "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
  ];
  for (const message of messages) assert.equal(loadProblem(compileError(message)).kind, 'blocked', message);
  assert.match(advice({ kind: 'blocked' }), /'wasm-unsafe-eval'/);
});

test('any other failure says that the file could not be loaded', () => {
  assert.equal(loadProblem(compileError('expected magic word 00 61 73 6d')).kind, 'unavailable');
  assert.equal(loadProblem(new TypeError('Failed to fetch')).kind, 'unavailable');
});
