/** Names a place in the page's text as the original does: the path of an element and the index of a text node in it. */

const MAX_LEVELS = 10;
const TEXT = /^(.*?)::text\((\d+)\)$/s;

export function pathOf(node: Node): string | null {
  if (node instanceof Element) return elementPath(node);
  const parent = node.parentElement;
  if (!parent) return null;
  return `${elementPath(parent)}::text(${Array.from(parent.childNodes).indexOf(node as ChildNode)})`;
}

/** Stored paths are foreign text: they may be no selectors at all. */
export function nodeAt(path: string, root: Document): Node | null {
  const [, selector = path, index] = TEXT.exec(path) ?? [];
  try {
    const element = root.querySelector(selector);
    return (index === undefined ? element : element?.childNodes[Number(index)]) ?? null;
  } catch {
    return null;
  }
}

function elementPath(element: Element): string {
  const steps: string[] = [];
  let current: Element | null = element;
  for (let level = 0; current && level < MAX_LEVELS; level += 1) {
    if (current.id) {
      steps.unshift(`#${CSS.escape(current.id)}`);
      break;
    }
    const tag = current.localName;
    const alike: Element[] = Array.from(current.parentElement?.children ?? []).filter((sibling) => sibling.localName === tag);
    steps.unshift(alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(current) + 1})` : tag);
    current = current.parentElement;
  }
  return steps.join(' > ');
}
