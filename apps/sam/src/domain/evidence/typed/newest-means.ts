import type { BindingRecord, MeansOf } from '../../records/record-kinds.js';
import { usableMeans } from '../usable-means.js';

/**
 * Of several PINs or generators that count at this moment, the one that came last: a new one takes the place of a forgotten
 * or locked one at once, even before that is removed. What is typed is never tried against two.
 */
export function newestMeans<Kind extends 'pin' | 'totp'>(binding: Pick<BindingRecord, 'means'>, kind: Kind, now: Date): MeansOf<Kind> | undefined {
  return usableMeans(binding, kind, now).reduce<MeansOf<Kind> | undefined>(
    (newest, means) => (newest && Date.parse(newest.usableFrom) > Date.parse(means.usableFrom) ? newest : means),
    undefined,
  );
}
