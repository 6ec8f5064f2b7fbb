// Bytes as text, and a short name for many of them.
import { toBase64 } from 'lib0/buffer';
import { digest as sha256 } from 'lib0/hash/sha256';

export { fromBase64, toBase64 } from 'lib0/buffer';

/** The same for the same bytes. */
export const digest = (bytes) => toBase64(sha256(bytes));
