/** The nearest place from here downwards for the middle of a pill, so that it covers no pin and no other pill. */
export function freePlace(wanted: number, height: number, taken: readonly Pick<DOMRect, 'top' | 'bottom'>[]): number {
  return [...taken]
    .sort((a, b) => a.top - b.top)
    .reduce((middle, { top, bottom }) => {
      const apart = middle + height / 2 <= top || middle - height / 2 >= bottom;
      return apart ? middle : bottom + height / 2;
    }, wanted);
}
