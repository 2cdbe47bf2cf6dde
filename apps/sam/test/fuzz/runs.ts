/**
 * How many inputs a property is tried with: few in `npm test`, and as many times more as `FUZZ_FACTOR` says for whoever has
 * the time (`README.md`). Only tests read it.
 */
export function runs(usual: number): { readonly numRuns: number } {
  const factor = Number(process.env['FUZZ_FACTOR'] ?? '1');
  if (!Number.isFinite(factor) || factor <= 0) throw new Error('FUZZ_FACTOR: expected a number above 0');
  return { numRuns: Math.ceil(usual * factor) };
}

/** Long enough for the factor at hand. */
export const TIMEOUT = 60_000 * Math.max(1, Number(process.env['FUZZ_FACTOR'] ?? '1'));
