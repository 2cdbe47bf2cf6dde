import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseRow } from './chaos-case.ts';
import type { ChaosSite } from './chaos-site.ts';
import type { Asked } from './gateway-load.ts';
import { judge } from './verdict.ts';

/** Whose events there are, and where they are written. */
const SOURCES = { sam: 'sam', identity: 'identity', 'key-lifecycle': 'key_lifecycle', 'ca-connector': 'ca_connector' } as const;
/** How long nothing may arrive before the rest counts as lost. */
const STILL_FOR_MS = 30_000;

/** What database and log know of what applications were answered. */
export type CaseAccount = Pick<CaseRow, 'signaturesAnswered' | 'signaturesWithoutRecord' | 'doubleSignatures' | 'lost' | 'burned' | 'repeated' | 'refusals'> & {
  /** Places whose letter is not what the journal says. */
  readonly lettersWithoutReason: number;
};

/** Draws up the account of everything that was asked for in a case. */
export async function account(site: ChaosSite, asked: readonly Asked[]): Promise<CaseAccount> {
  const attempts = await attemptsOf(site, asked);
  const found = await judge(site.bench, attempts);
  const refusals: Record<string, number> = {};
  for (const { refusal } of asked) if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
  return {
    signaturesAnswered: found.signaturesAnswered,
    signaturesWithoutRecord: found.answeredWithoutRecord + found.answeredWithoutEvents,
    doubleSignatures: found.occurrencesSignedTwice + found.hashesAnsweredTwice,
    lettersWithoutReason: found.lettersWithoutReason,
    burned: found.burned,
    repeated: asked.filter(({ signatures, tries }) => signatures !== undefined && tries > 1).length,
    lost: await lostEvents(site),
    refusals,
  };
}

/** An application does not know under which name the gateway had its request signed: the journal has it beside the signature. */
async function attemptsOf(site: ChaosSite, asked: readonly Asked[]) {
  const ids = [...new Set(asked.map(({ activationId }) => activationId))];
  const stored = await site.query<{ attempt_id: string; results: string | null }>(
    'sam',
    'SELECT attempt_id, results FROM signing_attempt WHERE activation_id = ANY($1)',
    [ids],
  );
  const bySignature = new Map<string, string>();
  for (const { attempt_id: id, results } of stored)
    for (const { signature } of JSON.parse(results ?? '[]') as { readonly signature?: string }[]) if (signature !== undefined) bySignature.set(signature, id);
  return asked.map(({ activationId, hashes, signatures, refusal }) => ({
    attemptId: bySignature.get(signatures?.[0] ?? '') ?? 'nobody knows',
    activationId,
    hashes,
    ...(signatures === undefined ? {} : { signatures }),
    ...(refusal === undefined ? {} : { refusal }),
  }));
}

/** Events are numbered in the transaction that writes them: what the log has fewer of is lost. They are waited for as long as some arrive. */
async function lostEvents(site: ChaosSite): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let end = 0; ; await sleep(500)) {
    let missing = 0;
    for (const [source, database] of Object.entries(SOURCES)) {
      const [own] = await site.query<{ last: string }>(database, 'SELECT last FROM event_sequence');
      const [log] = await site.query<{ count: string }>('audit', 'SELECT count(*) AS count FROM event WHERE source = $1', [source]);
      missing += Math.max(0, Number(own?.last ?? 0) - Number(log?.count ?? 0));
    }
    if (missing < fewest) end = performance.now() + STILL_FOR_MS;
    fewest = Math.min(fewest, missing);
    if (missing === 0 || performance.now() > end) return missing;
  }
}
