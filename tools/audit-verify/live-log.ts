import { Findings, HeadKey, verifyLog, type ExportedEvent, type SeenHead } from '@paraph/verifier';
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
  const events = await verifyLog({ events: readEvents(ask), heads: readHeads(ask, size) }, trust, findings);
  return { events, findings };
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
