// What is said about many measured values.

/** @param {readonly number[]} values */
export function sum(values) {
  return values.reduce((all, one) => all + one, 0);
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The value that this share of the others is not above; 0 of none.
 * @param {readonly number[]} values
 * @param {number} share
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
