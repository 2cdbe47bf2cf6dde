import type { TypedWorld } from '../typed-world.js';

/** A photograph of everything the SAM stores. Calling it puts all of it back as it was: every MAC in it is genuine. */
export function photograph(typed: TypedWorld): () => void {
  const { records, keys, activations, journal, evidence } = typed.world.stores;
  const tables: readonly Map<string, unknown>[] = [
    records.table,
    keys.table,
    activations.table,
    journal.table,
    evidence.used,
    evidence.exchanges,
    typed.rows.codes.table,
    typed.rows.counters.table,
  ];
  const copies = tables.map((table) => new Map(table));
  return () => {
    tables.forEach((table, place) => {
      table.clear();
      for (const [key, row] of copies[place] ?? []) table.set(key, row);
    });
  };
}
