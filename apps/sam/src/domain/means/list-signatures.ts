import { ServiceError, type listSignatures, type ReplyOf } from '@paraph/contracts';
import type { Activation } from '../activation/activation.js';
import type { Activations } from '../activation/activations.js';
import { signedPlaces } from '../activation/occurrences.js';
import type { ActivationRows } from '../ports/activation-rows.js';
import type { TrustRecords } from '../records/trust-records.js';

/** One authorisation as its signer sees it. */
type Authorised = ReplyOf<typeof listSignatures>['activations'][number];

/** Lists what was authorised with a credential and for whom, newest first. */
export class ListSignatures {
  constructor(
    private readonly records: TrustRecords,
    private readonly rows: ActivationRows,
    private readonly activations: Activations,
  ) {}

  /** What does not carry its MAC is left out and leaves an event. @throws `credential.unknown`, `hsm.unavailable`, `record.tampered` for the credential itself */
  async run(credentialId: string, limit: number): Promise<readonly Authorised[]> {
    if (!(await this.records.find('binding', credentialId))) throw new ServiceError('credential.unknown', 'no such credential');
    const listed: Authorised[] = [];
    for (const activationId of await this.rows.ofCredential(credentialId, limit)) {
      const activation = await this.genuine(activationId);
      // The row says where to look; whose activation it is, only the draft says.
      if (activation?.draft.credentialId === credentialId) listed.push(authorised(activation));
    }
    return listed;
  }

  private async genuine(activationId: string): Promise<Activation | undefined> {
    try {
      return await this.activations.find(activationId);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'record.tampered') return undefined;
      throw error;
    }
  }
}

function authorised({ draft, state, occurrences, completion, extension }: Activation): Authorised {
  const signed = signedPlaces(occurrences);
  // What the client chose later was shown to nobody, and has no label.
  const hashes = [...draft.hashes, ...(extension?.additions.map(({ hash }) => hash) ?? [])];
  return {
    activationId: draft.activationId,
    openedAt: draft.openedAt,
    clientName: draft.clientName,
    state,
    signed: signed.filter(Boolean).length,
    documents: hashes.map((hash, place) => ({ label: draft.labels[place]?.label ?? '', hash, signed: signed[place] ?? false })),
    evidence: completion?.proofs.map(({ kind }) => kind) ?? [],
  };
}
