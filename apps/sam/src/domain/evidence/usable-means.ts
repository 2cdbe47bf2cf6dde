import type { BindingRecord, Means, MeansKind, MeansOf } from '../records/record-kinds.js';

/** The means of one kind that count at this moment. */
export function usableMeans<Kind extends MeansKind>({ means }: Pick<BindingRecord, 'means'>, kind: Kind, now: Date): readonly MeansOf<Kind>[] {
  return means.filter((one): one is MeansOf<Kind> => one.kind === kind && isUsable(one, now));
}

/** Whether a means counts at this moment. */
export function isUsable({ usableFrom, usableUntil }: Means, now: Date): boolean {
  return Date.parse(usableFrom) <= now.getTime() && (usableUntil === undefined || now.getTime() < Date.parse(usableUntil));
}
