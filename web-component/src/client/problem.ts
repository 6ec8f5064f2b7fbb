/** What can keep a widget from starting, told from errors and attributes. Pure; wording is in `strings.ts` and `advice.ts`. */

export type Problem =
  | { readonly kind: 'missing'; readonly attributes: readonly string[] }
  | { readonly kind: 'endpoint'; readonly value: string }
  | { readonly kind: 'options'; readonly message: string }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'unavailable'; readonly message: string };

export interface ConnectionAttributes {
  readonly apiKey: string | null;
  readonly room: string | null;
  readonly token: string | null;
  readonly endpoint: string | null;
  readonly tokenEndpoint: string | null;
  readonly hasTokenProvider: boolean;
}

/** The first thing that is wrong with the attributes, or null when a client can be made from them. */
export function findProblem(attributes: ConnectionAttributes): Problem | null {
  const missing: string[] = [];
  if (!attributes.apiKey) missing.push('api-key');
  if (!attributes.room) missing.push('room');
  if (!attributes.token && !attributes.tokenEndpoint && !attributes.hasTokenProvider) missing.push('token');
  if (attributes.endpoint && !isEndpoint(attributes.endpoint)) return { kind: 'endpoint', value: attributes.endpoint };
  return missing.length > 0 ? { kind: 'missing', attributes: missing } : null;
}

/** An absolute address that a WebSocket can be opened at, credentials and fragment excepted. */
export function isEndpoint(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return ['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && !url.username && !url.password && !url.hash;
}

/** Browsers report a forbidden compilation as CompileError or EvalError, each in its own words. */
export function loadProblem(error: unknown): Problem {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const forbidden = /content security policy|\bcsp\b|unsafe-eval/i.test(message);
  if (forbidden && (name === 'CompileError' || name === 'EvalError')) return { kind: 'blocked' };
  return { kind: 'unavailable', message };
}
