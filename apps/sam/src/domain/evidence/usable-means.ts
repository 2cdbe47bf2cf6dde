import type { BindingRecord, MeansKind, MeansOf } from '../records/record-kinds.js';

/** The means of one kind that count at this moment. */
export function usableMeans<Kind extends MeansKind>({ means }: Pick<BindingRecord, 'means'>, kind: Kind, now: Date): readonly MeansOf<Kind>[] {
  return means.filter(
    (one): one is MeansOf<Kind> =>
      one.kind === kind && Date.parse(one.usableFrom) <= now.getTime() && (one.usableUntil === undefined || now.getTime() < Date.parse(one.usableUntil)),
  );
}
