// Bytes as text, and a short name for many of them.

export function toBase64(bytes) {
  let text = '';
  // As many arguments as every engine takes.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** 64 bits that differ when the bytes do, but for chance (FNV-1a, twice). */
export function digest(bytes) {
  let [one, other] = [0x811c9dc5, 0x1000193];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x85ebca6b) + 1;
  }
  return (one >>> 0).toString(16) + '-' + (other >>> 0).toString(16);
}
