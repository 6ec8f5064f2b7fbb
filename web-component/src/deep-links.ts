/** Addresses that open a thread: the page's own, with `#pulse-thread=ID`. */

const KEY = 'pulse-thread';

export function threadInAddress(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get(KEY);
}

/** A page's own fragment gives way: an address has room for one. */
export function addressOfThread(threadId: string, page: string): string {
  const url = new URL(page);
  url.hash = new URLSearchParams({ [KEY]: threadId }).toString();
  return url.href;
}
