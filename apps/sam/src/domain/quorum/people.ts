import { ServiceError, type Approver, type Quorum, type QuorumAct } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import type { PasskeyVerifier } from '../ports/passkey-verifier.js';
import { isReadable } from '../readable-text.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** The one record of its kind. */
export const QUORUM_ID = 'quorum';

/** The people who decide now. @throws `proposal.impossible` where nobody was named; `record.tampered`, `hsm.unavailable` */
export async function decidingQuorum(records: TrustRecords): Promise<TrustRecord<'quorum'>> {
  const quorum = await records.find('quorum', QUORUM_ID);
  if (!quorum) throw new ServiceError('proposal.impossible', 'no quorum is founded');
  return quorum;
}

/** Those who may approve; supervisors stand beside signers and decide nothing. */
export function approversOf({ approvers }: Pick<Quorum, 'approvers'>): readonly Approver[] {
  return approvers.filter(({ duties }) => duties.includes('approver'));
}

/** How many have to approve an act: some take more people than the rest (ROL-04). */
export function thresholdOf({ threshold, thresholds }: Pick<Quorum, 'threshold' | 'thresholds'>, act: QuorumAct['act']): number {
  return thresholds?.[act] ?? threshold;
}

/** What of a quorum nobody could read, or could never approve with. The contract has counted its people already. */
export function peopleProblems({ approvers }: Pick<Quorum, 'approvers'>, passkeys: Pick<PasskeyVerifier, 'isPublicKey'>): readonly string[] {
  return approvers.flatMap(({ id, name, passkey }, place) => [
    // Nothing that a passkey signs names its id: one key under two ids would be two people by one touch.
    ...(approvers.findIndex((one) => one.passkey.publicKey === passkey.publicKey) === place ? [] : [`${id}: expected a passkey that is nobody else’s`]),
    ...(isReadable(name) ? [] : [`${id}: expected a name that people can read`]),
    ...(passkeys.isPublicKey(passkey.publicKey) ? [] : [`${id}: expected the public key of a passkey`]),
  ]);
}

/** Under which name the signature counter of an approver's passkey stands: another passkey of the same person begins anew. */
export function counterId({ id, passkey }: { readonly id: string; readonly passkey: Pick<Approver['passkey'], 'id'> }): string {
  return `${id}.${toBase64Url(sha256(passkey.id))}`;
}
