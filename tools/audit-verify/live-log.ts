import { fromBase64Url } from '@paraph/kernel';
import { Frontier } from '@paraph/merkle';
import { Findings, HeadKey, verifyLog, type ExportedEvent, type PutAwayMonth, type SeenHead } from '@paraph/verifier';
import type { JsonWebKey } from 'node:crypto';

/** Asks the audit service for what stands below its root. */
export type Ask = (path: string) => Promise<unknown>;

interface EventPage {
  readonly events: readonly ExportedEvent[];
  readonly next?: number;
}

interface HeadPage {
  readonly heads: readonly SeenHead[];
  readonly next?: number;
}

interface Months {
  readonly months: readonly { readonly month: string; readonly from: number; readonly to?: number; readonly retiredAt?: string }[];
}

/** What a whole log, read page by page through the API, proves. */
export interface LiveVerdict {
  readonly events: number;
  readonly findings: Findings;
}

/** Verifies a whole log by what the API answers of it and the key that the provider publishes. Holds a page of it at a time. */
export async function verifyLive(ask: Ask, key: JsonWebKey): Promise<LiveVerdict> {
  // The last head first: the log that is read afterwards has at least what that one is over. What is signed meanwhile is not waited for.
  const { size } = (await ask('heads/latest')) as SeenHead;
  const findings = new Findings();
  const trust = { headKey: new HeadKey(key), timestampAnchors: [], roots: [] };
  const log = {
    events: readEvents(ask),
    heads: readHeads(ask, size),
    putAway: await putAwayMonths(ask),
    frontierBefore: (position: number) => frontierBefore(ask, position, size),
  };
  return { events: await verifyLog(log, trust, findings), findings };
}

/** Months of which the API answers no event: they are in the archive only. */
async function putAwayMonths(ask: Ask): Promise<readonly PutAwayMonth[]> {
  const { months } = (await ask('months')) as Months;
  return months.flatMap(({ month, from, to, retiredAt }) => (retiredAt === undefined || to === undefined ? [] : [{ month, from, to }]));
}

/** From the proof that the event stands in the log: what its path has on the left is all that stands before it. The heads show whether that is so. */
async function frontierBefore(ask: Ask, position: number, size: number): Promise<Frontier | undefined> {
  if (position >= size) return undefined;
  const { path } = (await ask(`proofs/inclusion?position=${position}&size=${size}`)) as { readonly path: readonly string[] };
  const hashes = path.map((one) => fromBase64Url(one) ?? new Uint8Array());
  try {
    return Frontier.before(position, size, hashes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function* readEvents(ask: Ask): AsyncGenerator<ExportedEvent> {
  for (let after = ''; ;) {
    const page = (await ask(`events?limit=500${after}`)) as EventPage;
    yield* page.events;
    if (page.next === undefined) return;
    after = `&after=${page.next}`;
  }
}

async function* readHeads(ask: Ask, upTo: number): AsyncGenerator<SeenHead> {
  for (let after: number | undefined = 0; after !== undefined && after < upTo;) {
    const page = (await ask(`heads?limit=500&after=${after}`)) as HeadPage;
    yield* page.heads.filter(({ size }) => size <= upTo);
    after = page.next;
  }
}
