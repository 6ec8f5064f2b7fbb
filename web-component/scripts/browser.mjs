// The browser that tests and screenshots run in: one that is installed, never one that is downloaded.

/** @type {import('playwright-core').LaunchOptions} */
export const BROWSER = {
  executablePath: process.env['PULSE_CHROMIUM'] ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // A microphone and a camera that need nobody's permission.
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
  ],
};
