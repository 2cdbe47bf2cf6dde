import type { Clock } from '@paraph/kernel';
import {
  authorityNames,
  type AuthorityFacts,
  type AuthorityFactsSource,
  type AuthorityName,
  type RevocationList,
  type RevocationListSource,
} from './publication-sources.js';
import type { Publications } from './publications.js';

/** A list is replaced when less than this is left of it, long before anybody would miss it. */
const RENEWAL_MS = 12 * 3_600_000;
/** A list made that soon after a revocation is made again: the revocation may have been written beside it. */
const MARGIN_MS = 5_000;
/** Nothing comes after a list that is valid to the end of time (CRT-07). */
const LAST_LIST = Date.UTC(9999, 0, 1);

/** A list that was just published, and the one before. */
export interface ReplacedList {
  readonly list: RevocationList;
  readonly previous: RevocationList | undefined;
}

/** Keeps what is published fresh. */
export class RefreshPublications {
  constructor(
    private readonly source: AuthorityFactsSource,
    private readonly lists: RevocationListSource,
    private readonly publications: Publications,
    private readonly clock: Clock,
  ) {}

  /**
   * Publishes the authorities' certificates and policies, and new lists where the present ones grow old or do not know the newest
   * revocation. Answers the new lists.
   *
   * @throws what the authority refuses with
   */
  async run(): Promise<readonly ReplacedList[]> {
    const facts = await this.source.facts();
    const replaced: ReplacedList[] = [];
    for (const authority of authorityNames) {
      await this.publications.publishCertificate(authority, facts.certificates[authority]);
      replaced.push(...(await this.refreshList(authority, authority === 'issuing' ? changedLast(facts) : undefined)));
    }
    if (facts.certificates.tsa) await this.publications.publishCertificate('tsa', facts.certificates.tsa);
    await this.publications.publishPolicies(facts.policies, this.clock.now());
    if (facts.endedAt) await this.publications.publishEnd(facts.endedAt);
    return replaced;
  }

  /** Whether everything is published and none of it is over. */
  async isComplete(): Promise<boolean> {
    const now = this.clock.now();
    const found = await Promise.all(
      authorityNames.map(async (authority) => [await this.publications.certificate(authority), await this.publications.list(authority)] as const),
    );
    return found.every(([certificate, list]) => certificate && list && list.nextUpdate > now);
  }

  private async refreshList(authority: AuthorityName, changed: Date | undefined): Promise<readonly ReplacedList[]> {
    const previous = await this.publications.list(authority);
    if (previous && this.isGood(previous, changed)) return [];
    const list = await this.lists.composeList(authority);
    const particulars = { authority, number: String(list.number), nextUpdate: list.nextUpdate.toISOString() };
    await this.publications.publishList(list, { type: 'crl-published', actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success', particulars });
    return [{ list, previous }];
  }

  private isGood({ thisUpdate, nextUpdate }: RevocationList, changed: Date | undefined): boolean {
    if (nextUpdate.getTime() >= LAST_LIST) return true;
    if (changed && thisUpdate.getTime() < changed.getTime() + MARGIN_MS) return false;
    return nextUpdate.getTime() - this.clock.now().getTime() > RENEWAL_MS;
  }
}

function changedLast({ endedAt, revokedLastAt }: AuthorityFacts): Date | undefined {
  return [endedAt, revokedLastAt].filter((one) => one !== undefined).sort((one, other) => other.getTime() - one.getTime())[0];
}
