// What clients tell each other beside changes. A note stands behind an update, which may be empty: Yjs stops reading
// where the update ends, so that clients which know nothing of notes take the update alone.

const MARK = new TextEncoder().encode('pulse/1');
const LENGTH_BYTES = 4;
/** An update without changes. */
export const NOTHING = new Uint8Array([0, 0]);

/** The update with the note behind it. */
export function withNote(update, note) {
  const text = new TextEncoder().encode(JSON.stringify(note));
  const all = new Uint8Array(update.length + text.length + LENGTH_BYTES + MARK.length);
  all.set(update);
  all.set(text, update.length);
  new DataView(all.buffer).setUint32(update.length + text.length, text.length);
  all.set(MARK, all.length - MARK.length);
  return all;
}

/** The note behind an update, if there is one. */
export function noteOf(bytes) {
  const marked = bytes.length - MARK.length;
  if (marked < LENGTH_BYTES || MARK.some((byte, at) => bytes[marked + at] !== byte)) return undefined;
  const end = marked - LENGTH_BYTES;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end);
  if (length > end) return undefined;
  try {
    const note = JSON.parse(new TextDecoder().decode(bytes.subarray(end - length, end)));
    return typeof note === 'object' && note !== null ? note : undefined;
  } catch {
    return undefined;
  }
}
