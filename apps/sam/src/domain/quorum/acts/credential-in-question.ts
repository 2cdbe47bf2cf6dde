import { ServiceError } from '@paraph/contracts';
import type { BindingRecord, Means, TrustRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { About } from './act.js';

/** The credential an act is about; what is revoked or destroyed stays so. @throws `credential.unknown`, `credential.state`, `record.tampered` */
export async function credentialInQuestion(records: TrustRecords, credentialId: string): Promise<TrustRecord<'binding'>> {
  const binding = await records.find('binding', credentialId);
  if (!binding) throw new ServiceError('credential.unknown', 'no credential has this identifier');
  const { state } = binding.body;
  if (state === 'revoked' || state === 'destroyed') throw new ServiceError('credential.state', `the credential is ${state}`);
  return binding;
}

/** A means of it that has not ended. @throws `means.unknown` */
export function meansInQuestion({ means }: BindingRecord, meansId: string, now: Date): Means {
  const found = means.find((one) => one.meansId === meansId && !hasEnded(one, now));
  if (!found) throw new ServiceError('means.unknown', 'the credential has no such means, or it has ended');
  return found;
}

/** Means with one of them ended at this moment. */
export function endedAt(means: readonly Means[], meansId: string, now: Date): readonly Means[] {
  return means.map((one) => (one.meansId === meansId ? { ...one, usableUntil: now.toISOString() } : one));
}

/** What approvers are told of a credential. */
export function credentialInWords({ body }: TrustRecord<'binding'>): About {
  const { certificate, signerId, state, person } = body;
  return { subject: certificate?.subject ?? '–', signer: signerId, state, account: `${person.issuer} ${person.subject}` };
}

/** A means as approvers tell it from others: they decide about it, so nothing of an address is hidden from them. */
export function meansInWords(means: Means): string {
  return `${means.kind}: ${particular(means)} (${means.usableFrom})`;
}

function particular(means: Means): string {
  switch (means.kind) {
    case 'oidc':
      return `${means.issuer} ${means.subject}`;
    case 'passkey':
      return means.id;
    case 'one-time-code':
      return `${means.channel} ${means.address}`;
    case 'order':
      return means.clientId;
    case 'pin':
    case 'totp':
      return means.meansId;
  }
}

function hasEnded({ usableUntil }: Means, now: Date): boolean {
  return usableUntil !== undefined && Date.parse(usableUntil) <= now.getTime();
}
