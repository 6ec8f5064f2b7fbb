/** Makes the tag known to the page. */
import { PulseWidget } from './element.ts';

/** Two copies of the script on one page must not throw; the first one wins. On a server there is nothing to do. */
export function register(): void {
  if (typeof customElements === 'undefined' || customElements.get('pulse-widget')) return;
  customElements.define('pulse-widget', PulseWidget);
}
