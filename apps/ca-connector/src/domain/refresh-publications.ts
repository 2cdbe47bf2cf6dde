import type { Clock } from '@paraph/kernel';
import { authorityNames, type AuthorityCertificateSource, type AuthorityName, type RevocationListSource } from './certificate-authority.js';
import type { Publications } from './publications.js';

/** A list is replaced when less than this is left of it, long before anybody would miss it. */
const RENEWAL_MS = 12 * 3_600_000;

/** Keeps what is published fresh. */
export class RefreshPublications {
  constructor(
    private readonly certificates: AuthorityCertificateSource,
    private readonly lists: RevocationListSource,
    private readonly publications: Publications,
    private readonly clock: Clock,
  ) {}

  /** Publishes the authorities' certificates, and new lists where the present ones grow old. @throws what the authority refuses with */
  async run(): Promise<void> {
    const current = await this.certificates.certificates();
    for (const authority of authorityNames) {
      await this.publications.publishCertificate(authority, current[authority]);
      await this.refreshList(authority);
    }
    if (current.tsa) await this.publications.publishCertificate('tsa', current.tsa);
  }

  /** Whether everything is published and none of it is over. */
  async isComplete(): Promise<boolean> {
    const now = this.clock.now();
    const found = await Promise.all(
      authorityNames.map(async (authority) => [await this.publications.certificate(authority), await this.publications.list(authority)] as const),
    );
    return found.every(([certificate, list]) => certificate && list && list.nextUpdate > now);
  }

  private async refreshList(authority: AuthorityName): Promise<void> {
    const present = await this.publications.list(authority);
    if (present && present.nextUpdate.getTime() - this.clock.now().getTime() > RENEWAL_MS) return;
    const list = await this.lists.composeList(authority);
    const particulars = { authority, number: String(list.number), nextUpdate: list.nextUpdate.toISOString() };
    await this.publications.publishList(list, { type: 'crl-published', actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success', particulars });
  }
}
