import type { EvidenceKind, StatedMeans } from '@paraph/contracts';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { usableMeans } from './usable-means.js';

/** What the approval page is told of a credential's means: enough to ask for them, and no more than the signer knows. */
export class MeansForPage {
  constructor(private readonly records: TrustRecords) {}

  /** @throws `record.tampered`, `hsm.unavailable` */
  async run(
    binding: BindingRecord,
    { alternatives, now }: { readonly alternatives: readonly (readonly EvidenceKind[])[]; readonly now: Date },
  ): Promise<StatedMeans> {
    const isSupervised = alternatives.some((kinds) => kinds.includes('supervised-code'));
    return { ...statedMeans(binding, now), ...(isSupervised && { supervisors: await this.supervisors() }) };
  }

  private async supervisors(): Promise<NonNullable<StatedMeans['supervisors']>> {
    const approvers = (await this.records.find('quorum', 'quorum'))?.body.approvers ?? [];
    return approvers.filter(({ duties }) => duties.includes('supervisor')).map(({ id, name, passkey }) => ({ id, name, passkey: passkey.id }));
  }
}

/** The same without the people beside the signer, for the signer's own view. */
export function statedMeans(binding: BindingRecord, now: Date): StatedMeans {
  const passkeys = usableMeans(binding, 'passkey', now).map(({ id, transports }) => ({ id, transports: [...transports] }));
  const [account] = usableMeans(binding, 'oidc', now);
  const [code] = usableMeans(binding, 'one-time-code', now);
  return {
    ...(passkeys.length === 0 ? {} : { passkeys }),
    ...(account && { provider: account.issuer }),
    ...(code && { code: { channel: code.channel, hint: addressHint(code.address) } }),
  };
}

/** The last two characters of a number, or the first one and the domain of an e-mail address. */
export function addressHint(address: string): string {
  const at = address.lastIndexOf('@');
  return at > 0 ? `${address.slice(0, 1)}•••${address.slice(at)}` : `••• ${address.slice(-2)}`;
}
