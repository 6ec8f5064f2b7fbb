// Messages of the page's own, which are no shared data: told to who is there, kept by nobody.
import { fromBase64, toBase64 } from './bytes.js';

/** A message as a note carries it. */
export function packed(data, allowsBinary) {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  if (ArrayBuffer.isView(bytes)) {
    if (!allowsBinary) throw new TypeError('PulseClient: binary messages are switched off in this environment (allowP2PBinary)');
    return bounded({ binary: toBase64(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) });
  }
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (text === undefined) throw new TypeError('PulseClient: a message must be something that JSON can say');
  return bounded({ text });
}

/** The message again: JSON where it is some, as in the original. */
export function unpacked({ text, binary }) {
  if (typeof binary === 'string') {
    try {
      return fromBase64(binary);
    } catch {
      return undefined;
    }
  }
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bounded(message) {
  const size = new TextEncoder().encode(JSON.stringify(message)).length;
  if (size > RAW_BYTES) throw new RangeError(`PulseClient: a message has ${size} bytes, and may have ${RAW_BYTES}`);
  return message;
}

const RAW_BYTES = 32_000;
