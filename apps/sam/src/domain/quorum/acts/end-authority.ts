import { ServiceError } from '@paraph/contracts';
import type { EndIssuingAuthority } from '../../x509/end-issuing-authority.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/** Ends the embedded issuing authority for good (CRT-07). The approvers read which certificate it is, and that it cannot be undone. */
export class EndAuthority extends Act<'end-authority'> {
  constructor(private readonly ending: EndIssuingAuthority) {
    super();
  }

  override async about(_act: ActOf<'end-authority'>): Promise<About> {
    const { subject, fingerprint, validTo } = await this.ending.inQuestion();
    return { subject, fingerprint, validTo: validTo.toISOString() };
  }

  override async prepare({ authority, reason }: ActOf<'end-authority'>, { fingerprint = '' }: About): Promise<PreparedAct> {
    const now = await this.ending.inQuestion();
    if (now.fingerprint !== fingerprint) throw new ServiceError('proposal.impossible', 'the authority is not the one that was proposed');
    return {
      write: (transaction) => this.ending.decide(transaction, reason),
      event: {
        type: 'authority-ended',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        particulars: { authority, fingerprint, reason },
      },
    };
  }
}
