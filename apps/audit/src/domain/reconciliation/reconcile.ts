import type { Clock } from '@paraph/kernel';
import type { Check } from './check.js';
import { checkOf, checks } from './checks.js';
import type { EventFinder, FoundEvent } from './event-finder.js';
import type { Finding, Findings, Reconciliation, ReconciliationOrder } from './findings.js';
import { Lookups } from './lookups.js';
import { reachesBack, rules, type Breach, type RuleName } from './rules.js';

/** What is on its way for longer is missing. Milliseconds. */
const ON_ITS_WAY_MS = 600_000;
/** Findings that are looked at again in one go. */
const PAGE = 100;
const BEGINNING = new Date(0);

/** What a comparison has counted so far. */
interface Tally {
  readonly reconciliationId: string;
  readonly now: Date;
  readonly breaches: Record<RuleName, number>;
  events: number;
  opened: number;
  undecided: number;
}

interface Known {
  /** Subjects of the places that are missing by now. */
  readonly missing: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * Compares what the services say of the same acts, over any period and from the log alone (AUD-06): every signature has what must come before it, every
 * certificate its key, every revocation its destruction, every sequence no hole. What is not so becomes a finding. Repeating it finds the same once.
 */
export class Reconcile {
  constructor(
    private readonly finder: EventFinder,
    private readonly findings: Findings,
    private readonly clock: Clock,
  ) {}

  /** Answers nothing where it was stopped in between: what it found by then stays found. */
  async run({ reconciliationId, period, askedBy }: ReconciliationOrder, signal: AbortSignal): Promise<Reconciliation | undefined> {
    const startedAt = this.clock.now();
    const tally: Tally = { reconciliationId, now: startedAt, breaches: noBreaches(), events: 0, opened: 0, undecided: 0 };

    // 1. Each check over the events it concerns, a page at a time.
    const isWhole = await this.finder.isWhole();
    for (const check of checks) {
      const lookups = new Lookups(this.finder, check);
      for await (const page of this.finder.scan(check.looksAt, check.isOverAll ? { ...period, from: BEGINNING } : period)) {
        if (signal.aborted) return undefined;
        await this.count(tally, await judge(check, lookups, { page, tally }), isWhole);
      }
    }

    // 2. Sequences: what is missing from them, no event tells.
    const missing = await this.missingPlaces();
    await this.count(tally, missing, true);

    // 3. What was found before and is so no more.
    const resolved = await this.resolve({ missing: new Set(missing.map(({ subject }) => subject)), now: tally.now }, signal);
    if (signal.aborted) return undefined;

    const { events, breaches, opened, undecided } = tally;
    const done = { reconciliationId, period, askedBy, startedAt, finishedAt: this.clock.now(), events, breaches, opened, resolved, undecided };
    await this.findings.keep(done);
    return done;
  }

  /** What a page has against the rules is kept before the next is read: memory stays flat, and nothing found is lost by a stop. */
  private async count(tally: Tally, found: readonly Breach[], isWhole: boolean): Promise<void> {
    for (const { rule } of found) tally.breaches[rule] += 1;
    // What is said to be missing may stand in a month that was put away, and years lie between a key and its last signature: no finding, and said.
    const decided = isWhole ? found : found.filter(({ rule }) => !reachesBack.has(rule));
    tally.undecided += found.length - decided.length;
    if (decided.length > 0) tally.opened += await this.findings.open(decided, { reconciliationId: tally.reconciliationId, at: tally.now });
  }

  private async missingPlaces(): Promise<readonly Breach[]> {
    const before = new Date(this.clock.now().getTime() - ON_ITS_WAY_MS);
    const missing = await this.finder.missing(before);
    return missing.map(({ source, sequence, position }) => ({ rule: 'sequence-incomplete' as const, subject: `${source} ${sequence}`, position }));
  }

  private async resolve(known: Known, signal: AbortSignal): Promise<number> {
    let resolved = 0;
    for (const state of ['open', 'explained'] as const) {
      for (let after: string | undefined, isLast = false; !isLast && !signal.aborted;) {
        const page = await this.findings.list({ state }, { limit: PAGE, ...(after === undefined ? {} : { after }) });
        for (const finding of page) {
          if (await this.isStillSo(finding, known)) continue;
          const remark = { at: known.now, text: 'the log has it no more: what was missing has arrived' };
          if (await this.findings.close(finding.findingId, [state], remark)) resolved += 1;
        }
        after = page.at(-1)?.findingId;
        isLast = page.length < PAGE;
      }
    }
    return resolved;
  }

  private async isStillSo({ rule, subject, position }: Finding, { missing, now }: Known): Promise<boolean> {
    const check = checkOf(rule);
    if (!check) return missing.has(subject);
    const found = await this.finder.at(position);
    // Nothing that cannot be read is explained by that.
    if (!found) return true;
    const related = await new Lookups(this.finder, check).of([found.event]);
    return check.judge(found, related, now).some((breach) => breach.rule === rule && breach.subject === subject);
  }
}

async function judge(
  check: Check,
  lookups: Lookups,
  { page, tally }: { readonly page: readonly FoundEvent[]; readonly tally: Tally },
): Promise<readonly Breach[]> {
  const settledBefore = tally.now.getTime() - check.settledAfterMs;
  const judged = page.filter(({ event }) => Date.parse(event.occurredAt) < settledBefore && (check.concerns?.(event) ?? true));
  tally.events += judged.length;
  const related = await lookups.of(judged.map(({ event }) => event));
  return judged.flatMap((one) => check.judge(one, related, tally.now));
}

function noBreaches(): Record<RuleName, number> {
  // The table has these keys and no others.
  return Object.fromEntries(Object.keys(rules).map((rule) => [rule, 0])) as Record<RuleName, number>;
}
