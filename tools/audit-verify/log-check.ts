import { leafHash, toHex } from '@paraph/kernel';

/** An event as the auditors' API answers it. */
export interface ExportedEvent {
  readonly position: number;
  readonly leafHash: string;
  readonly leaf: string;
}

/** What is wrong with an export, in words; empty only if there was something to check. */
export function checkLog(events: readonly ExportedEvent[]): string[] {
  if (events.length === 0) return ['the log is empty: nothing was verified'];
  const problems: string[] = [];
  const last = new Map<string, number>();
  const ids = new Set<string>();
  events.forEach((one, index) => {
    if (one.position !== index) problems.push(`position ${index} is missing, the log goes on with ${one.position}`);
    if (toHex(leafHash(one.leaf)) !== one.leafHash) problems.push(`position ${one.position}: the leaf hash is not that of the leaf`);
    const { id, source, sequence } = JSON.parse(one.leaf) as { id: string; source: string; sequence: number };
    if (ids.has(`${source} ${id}`)) problems.push(`position ${one.position}: event ${id} of ${source} stands twice`);
    ids.add(`${source} ${id}`);
    last.set(source, Math.max(last.get(source) ?? 0, sequence));
  });
  return [...problems.slice(0, 50), ...gaps(events, last)];
}

/** Numbers that are missing in a source's sequence. Arrival order does not count: a repeated message may come late. */
function gaps(events: readonly ExportedEvent[], last: ReadonlyMap<string, number>): string[] {
  return [...last].flatMap(([source, highest]) => {
    const numbers = new Set(
      events
        .map((one) => JSON.parse(one.leaf) as { source: string; sequence: number })
        .filter((one) => one.source === source)
        .map((one) => one.sequence),
    );
    const missing = Array.from({ length: highest }, (_, index) => index + 1).filter((one) => !numbers.has(one));
    return missing.length > 0 ? [`${source}: ${missing.length} event(s) missing from its sequence, first ${missing[0]}`] : [];
  });
}
