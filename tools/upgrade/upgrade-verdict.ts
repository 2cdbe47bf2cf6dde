import pg from 'pg';
import type { BenchStack } from '../bench/bench-stack.ts';
import type { AnsweredSignature } from './upgrade-load.ts';

/** What the SAM's database knows of what was answered. */
export interface SignatureAccount {
  readonly signaturesAnswered: number;
  readonly answeredWithoutRecord: number;
  readonly occurrencesSignedTwice: number;
  readonly hashesAnsweredTwice: number;
}

type HashResult = { readonly state: string; readonly signature?: string };

/** Compares what clients were answered with the signing ledger, which is the SAM's own. */
export async function accountFor(bench: BenchStack, answered: readonly AnsweredSignature[]): Promise<SignatureAccount> {
  const client = new pg.Client({ connectionString: bench.databaseUrl('sam') });
  await client.connect();
  try {
    const { rows } = await client.query<{ activation_id: string; places: string; results: string | null }>(
      'SELECT activation_id, places, results FROM signing_attempt',
    );
    const recorded = new Set<string>();
    const uses = new Map<string, number>();
    for (const { activation_id: activationId, places, results } of rows) {
      const outcomes = JSON.parse(results ?? '[]') as HashResult[];
      for (const [index, place] of (JSON.parse(places) as number[]).entries()) {
        const { state, signature } = outcomes[index] ?? { state: 'reserved' };
        if (signature !== undefined) recorded.add(signature);
        if (state !== 'released') uses.set(`${activationId} ${place}`, (uses.get(`${activationId} ${place}`) ?? 0) + 1);
      }
    }
    const byHash = new Map<string, Set<string>>();
    for (const { hash, signature } of answered) byHash.set(hash, (byHash.get(hash) ?? new Set()).add(signature));
    return {
      signaturesAnswered: answered.length,
      answeredWithoutRecord: answered.filter(({ signature }) => !recorded.has(signature)).length,
      occurrencesSignedTwice: [...uses.values()].filter((count) => count > 1).length,
      hashesAnsweredTwice: [...byHash.values()].filter(({ size }) => size > 1).length,
    };
  } finally {
    await client.end();
  }
}
