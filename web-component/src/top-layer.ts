/**
 * Everything that lies over the page is in the browser's top layer, where the page's transforms and z-indexes do not
 * reach: first what scrolls with the document, then what stays with the screen.
 */

export function showInTopLayer(root: ParentNode): void {
  for (const layer of root.querySelectorAll<HTMLElement>('.page-layer, .stage')) {
    if (typeof layer.showPopover !== 'function') layer.classList.add('no-top-layer');
    else if (layer.isConnected && !layer.matches(':popover-open')) layer.showPopover();
  }
}
