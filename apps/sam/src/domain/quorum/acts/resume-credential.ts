import { ServiceError } from '@paraph/contracts';
import type { Notices } from '../../ports/notices.js';
import type { TrustRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { credentialInQuestion, credentialInWords } from './credential-in-question.js';

/** Starts a suspended credential again: stopping was cheap, this takes several people. */
export class ResumeCredential extends Act<'resume-credential'> {
  constructor(
    private readonly records: TrustRecords,
    private readonly notices: Notices,
  ) {
    super();
  }

  override async about({ credentialId }: ActOf<'resume-credential'>): Promise<About> {
    const binding = await this.suspended(credentialId);
    return { ...credentialInWords(binding), recordVersion: String(binding.version) };
  }

  override async prepare({ credentialId }: ActOf<'resume-credential'>, { recordVersion }: About): Promise<PreparedAct> {
    const binding = await this.suspended(credentialId);
    // Whoever suspended it again meanwhile had a reason that the approvers did not know.
    if (String(binding.version) !== recordVersion) throw new ServiceError('credential.state', 'the credential was changed after the proposal');
    const sealed = await this.records.sealNext(binding, { ...binding.body, state: 'active' });
    const text = 'Your suspended signing certificate is active again by decision of the operator’s quorum.';
    return {
      write: (transaction) => this.records.write(transaction, sealed),
      event: {
        type: 'credential-resumed',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        recipient: binding.body.signerId,
        particulars: { credentialId },
      },
      tell: () => this.notices.send(binding.body, { kind: 'credential-resumed', text, credentialId }),
    };
  }

  private async suspended(credentialId: string): Promise<TrustRecord<'binding'>> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const { state, certificate } = binding.body;
    if (state !== 'suspended' || !certificate) throw new ServiceError('credential.state', 'the credential is not suspended');
    return binding;
  }
}
