import { hashSetDigest } from './hash-set.js';
import type { Refusals } from '../refusals.js';
import type { ActivationDraft } from './activation.js';
import type { Activations } from './activations.js';
import type { CheckOpening, OpeningRequest } from './check-opening.js';
import type { ComposeStatement } from './compose-statement.js';
import { OpeningsUnderWay, type Enter } from './openings-under-way.js';

/** Drafts the authorisation of exactly these hashes and answers the statement the signer is to see. */
export class OpenActivation {
  private readonly underWay = new OpeningsUnderWay();

  constructor(
    private readonly checkOpening: CheckOpening,
    private readonly composeStatement: ComposeStatement,
    private readonly activations: Activations,
    private readonly refusals: Refusals,
  ) {}

  /** @throws what `CheckOpening` and `ComposeStatement` refuse with */
  run(request: OpeningRequest): Promise<ActivationDraft> {
    const { clientId, credentialId, hashAlgorithmOid, documents } = request;
    const actor = { kind: 'client', id: clientId } as const;
    const particulars = {
      credentialId,
      hashSet: hashSetDigest(
        hashAlgorithmOid ?? '',
        documents.map(({ hash }) => hash),
      ),
      count: String(documents.length),
    };
    const open = async (enter: Enter): Promise<ActivationDraft> => {
      const draft = await this.composeStatement.run(await this.checkOpening.run(request, enter), this.activations.epoch);
      const { activationId, signerId, policyId } = draft;
      await this.activations.insert(draft, {
        type: 'activation-opened',
        actor,
        outcome: 'success',
        requester: signerId,
        particulars: { ...particulars, activationId, policyId },
      });
      return draft;
    };
    return this.refusals.recorded({ type: 'activation-refused', actor, particulars }, () =>
      this.underWay.among([`credential ${credentialId}`, `client ${clientId}`], open),
    );
  }
}
