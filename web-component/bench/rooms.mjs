// The rooms that are measured, and who is in them.
import WebSocket from 'ws';

export const ROOMS = { quiet: 'quiet', crowded: 'crowded', long: 'long', pinned: 'pinned' };

export const THREADS = 500;
export const PINS = 100;

/** How many paragraphs the page has: `#p0`, `#p1` and so on. */
export const PARAGRAPHS = 60;

/** How many are written at a time. */
const TOGETHER = 20;

/** Writes the threads of the rooms by the REST API, as somebody who has been there. */
export async function furnish(server) {
  const [writer] = await crowd(server, ROOMS.quiet, 1);
  writer.close();
  await write(server, ROOMS.long, THREADS, () => undefined);
  await write(server, ROOMS.pinned, PINS, (at) => ({
    x: 0.3 + (at % 5) / 10,
    y: (at + 1) / (PINS + 2),
    selector: `#p${at % PARAGRAPHS}`,
    elementOffsetX: (at % 10) / 10,
    elementOffsetY: 0.5,
  }));
}

/** A token of a person who is called what their id says. */
export async function mint(server, userId) {
  const { token } = await ask(server, '/auth/token', { userId, name: userId });
  return token;
}

/**
 * People who are in a room and do nothing yet.
 * @returns {Promise<WebSocket[]>}
 */
export function crowd(server, room, count) {
  return Promise.all(Array.from({ length: count }, (_, at) => joined(server, room, `person-${at}`)));
}

async function joined(server, room, userId) {
  const token = await mint(server, userId);
  const socket = new WebSocket(server.url.replace('http', 'ws'));
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`${userId} was sent away with ${code}`)));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', apiKey: server.publishableKey, token, room, protocol: 2 })));
    socket.on('message', (data) => {
      if (String(data).startsWith('{"type":"auth:ok"')) resolve(undefined);
    });
  });
  // What others do is of no interest; not looking at it leaves the machine to the browser.
  socket.removeAllListeners('message');
  return socket;
}

async function write(server, room, count, positionOf) {
  const one = (at) =>
    ask(server, `/api/v1/rooms/${room}/threads`, {
      userId: 'person-0',
      body: `Thread ${at}. ${'It goes on for a while. '.repeat(1 + (at % 5))}`,
      position: positionOf(at),
    });
  for (let from = 0; from < count; from += TOGETHER) {
    await Promise.all(Array.from({ length: Math.min(TOGETHER, count - from) }, (_, at) => one(from + at)));
  }
}

async function ask(server, address, body) {
  const response = await fetch(server.url + address, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
