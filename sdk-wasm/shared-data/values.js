// What may be shared: whatever JSON can say. Taken as a copy, so that the page's object stays its own.

/** @returns {unknown} a copy */
export function checked(value, what) {
  if (!isJson(value, 0)) throw new TypeError(`PulseClient: ${what} must be something that JSON can say, at most ${DEEPEST} levels deep`);
  return structuredClone(value);
}

export function checkedName(name, what) {
  if (typeof name !== 'string' || !name || name.length > LONGEST_NAME) {
    throw new TypeError(`PulseClient: ${what} must be a text of 1 to ${LONGEST_NAME} characters`);
  }
  return name;
}

export function checkedIndex(index, most, what) {
  if (!Number.isInteger(index) || index < 0 || index > most) throw new RangeError(`PulseClient: ${what} must be a whole number from 0 to ${most}: ${index}`);
  return index;
}

/** Equal as JSON texts, whatever order an object's fields are in. */
export function isSame(one, other) {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]));
}

function isJson(value, depth) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth >= DEEPEST) return false;
  if (Array.isArray(value)) return value.every((one) => isJson(one, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return Object.values(value).every((one) => isJson(one, depth + 1));
}

const DEEPEST = 100;
const LONGEST_NAME = 200;
