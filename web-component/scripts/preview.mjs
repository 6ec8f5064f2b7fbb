// Serves the preview page until it is stopped: `npm run preview`.
import { startSite } from './site.mjs';

const { url } = await startSite(Number(process.env['PORT'] ?? 5173));
console.log(url);
