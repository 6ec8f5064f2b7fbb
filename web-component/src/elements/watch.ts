/** Loads the small elements when the page has the first of them, and until then costs a look at what is added to it. */
import { elementsPart } from '../parts.ts';

const TAGS = ['provider', 'presence', 'cursors', 'comments', 'notifications', 'reactions'].map((name) => `pulse-${name}`).join();

/** On a server there is nothing to do. */
export function watchForElements(): void {
  if (typeof MutationObserver === 'undefined') return;
  const load = (): void => {
    observer.disconnect();
    elementsPart.load().then(
      ({ defineElements }) => defineElements(),
      (error: unknown) => console.error('<pulse-provider> and its elements could not be loaded:', error),
    );
  };
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => Array.from(addedNodes).some(isOne))) load();
  });
  if (document.querySelector(TAGS)) load();
  else observer.observe(document, { childList: true, subtree: true });
}

function isOne(node: Node): boolean {
  return node instanceof Element && (node.matches(TAGS) || node.querySelector(TAGS) !== null);
}
