/**
 * Of several PINs or generators that count at this moment, the one that came last: a new one takes the place of a forgotten
 * or locked one at once, even before that is removed. What is typed is never tried against two.
 */
export function newestMeans<Means extends { readonly usableFrom: string }>(usable: readonly Means[]): Means | undefined {
  return usable.reduce<Means | undefined>(
    (newest, means) => (newest && Date.parse(newest.usableFrom) > Date.parse(means.usableFrom) ? newest : means),
    undefined,
  );
}
