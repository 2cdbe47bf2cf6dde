import type { Clock } from '@paraph/kernel';
import type { Notices } from '../../ports/notices.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { credentialInQuestion, credentialInWords, endedAt, meansInQuestion, meansInWords } from './credential-in-question.js';

/** Takes one means of a credential away, at once: it was lost, or is in the wrong hands. */
export class RemoveMeans extends Act<'remove-means'> {
  constructor(
    private readonly records: TrustRecords,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async about({ credentialId, meansId }: ActOf<'remove-means'>): Promise<About> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const means = meansInQuestion(binding.body, meansId, this.clock.now());
    const left = binding.body.means.filter((one) => one.meansId !== meansId && one.usableUntil === undefined);
    return { ...credentialInWords(binding), means: meansInWords(means), meansLeft: left.map(({ kind }) => kind).join(', ') || '–' };
  }

  override async prepare({ credentialId, meansId }: ActOf<'remove-means'>): Promise<PreparedAct> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const now = this.clock.now();
    const { kind } = meansInQuestion(binding.body, meansId, now);
    const sealed = await this.records.sealNext(binding, { ...binding.body, means: endedAt(binding.body.means, meansId, now) });
    const text = `A means of approval (${kind}) of your signing certificate was taken away by decision of the operator’s quorum.`;
    return {
      write: (transaction) => this.records.write(transaction, sealed),
      // Told by what the credential had before: the removed means may be the only address.
      tell: () => this.notices.send(binding.body, { kind: 'means-removed', text, credentialId }),
    };
  }
}
