/** One client for all elements of a page that ask for the same room as the same person: one connection, one state. */
import type { Client, TokenProvider } from './contract.ts';

/** What decides whether two elements may share. Another token may be another person's. */
export interface ClientIdentity {
  /** Key, room and addresses. */
  readonly place: string;
  readonly token: string | null;
  readonly getToken: TokenProvider | undefined;
}

interface Shared {
  identity: ClientIdentity;
  readonly client: Client;
  users: number;
}

const shared = new Set<Shared>();

/** The client that others use already, or a new one. Call `release` with it when it is needed no more. */
export function takeClient(identity: ClientIdentity, make: () => Client): Client {
  let entry = [...shared].find((one) => isSame(one.identity, identity));
  if (!entry) {
    entry = { identity, client: make(), users: 0 };
    shared.add(entry);
  }
  entry.users++;
  return entry.client;
}

/** Another token for the same person; given to the client once, however many elements are told. */
export function refreshClient(client: Client, identity: ClientIdentity): void {
  const entry = entryOf(client);
  client.getToken = identity.getToken;
  if (identity.token && entry?.identity.token !== identity.token) client.setToken(identity.token);
  if (entry) entry.identity = { ...identity, token: identity.token ?? entry.identity.token };
}

/** The last one to release a client ends it. */
export function releaseClient(client: Client): void {
  const entry = entryOf(client);
  if (!entry || --entry.users > 0) return;
  shared.delete(entry);
  client.destroy();
}

function entryOf(client: Client): Shared | undefined {
  return [...shared].find((one) => one.client === client);
}

function isSame(one: ClientIdentity, other: ClientIdentity): boolean {
  return one.place === other.place && one.token === other.token && one.getToken === other.getToken;
}
