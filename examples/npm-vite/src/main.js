// A list of notes that everybody on the page shares. The state is drawn anew whenever it changes; what one writes shows
// at once and is grey until the server has it.
import { init, PulseClient } from 'pulse-client';

const { VITE_PULSE_KEY, VITE_PULSE_SERVER = 'http://127.0.0.1:4567' } = import.meta.env;

const form = document.querySelector('#new');
const status = document.querySelector('#status');

async function start() {
  // This demo signs everybody in; a real site has done so before.
  await Promise.all([init(), fetch(`/session${location.search}`)]);
  const client = new PulseClient({
    apiKey: VITE_PULSE_KEY,
    endpoint: VITE_PULSE_SERVER,
    room: 'notes/vesper',
    tokenEndpoint: `/api/collab-token${location.search}`,
    // What was written in a tunnel survives a reload.
    outboxStorage: localStorage,
  });

  client.on('status', (now) => {
    status.textContent = now.message ?? now.status;
  });
  client.on('write:rejected', ({ body, error }) => {
    status.textContent = `Not taken: ${error.message}`;
    form.elements.body.value ||= body ?? '';
  });
  client.state.on('threads', (threads) => document.querySelector('#threads').replaceChildren(...threads.map((thread) => drawn(thread, client))));
  client.state.on('presence', (presence) => {
    document.querySelector('#people').textContent = presence.map(({ user }) => user.name).join(', ');
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    client.createThread(form.elements.body.value);
    form.reset();
  });
  client.connect();
}

function drawn(thread, client) {
  const item = document.createElement('li');
  item.classList.toggle('resolved', thread.resolved);
  for (const comment of thread.comments) {
    const line = document.createElement('p');
    line.classList.toggle('pending', Boolean(comment.pending));
    // As text: nobody's words become markup.
    line.textContent = `${client.state.getUser(comment.userId)?.name ?? 'Somebody'}: ${comment.body}`;
    item.append(line);
  }
  const resolve = document.createElement('button');
  resolve.textContent = thread.resolved ? 'Open again' : 'Done';
  // A refusal is told by the event above.
  resolve.addEventListener('click', () => client.resolveThread(thread.id, !thread.resolved));
  item.append(resolve);
  return item;
}

start().catch((error) => {
  status.textContent = error.message;
});
