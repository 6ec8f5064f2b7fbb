import { defineConfig } from 'vite';

const backend = process.env.BACKEND ?? 'http://127.0.0.1:8080';

// One origin for the page and its backend, as a site has it: the session's cookie goes along with what asks for tokens.
const proxy = {
  '/api': backend,
  '/session': { target: backend, rewrite: (path) => path.replace('/session', '/') },
};

export default defineConfig({
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
});
