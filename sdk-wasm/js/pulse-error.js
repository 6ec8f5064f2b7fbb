/** An `Error` named `PulseError`, with a problem's fields on it. */
export function pulseError({ message, ...fields }) {
  return Object.assign(new Error(message), { name: 'PulseError' }, fields);
}
