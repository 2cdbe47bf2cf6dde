import { offerProof, PART_BYTES, refreshCredential, reportRevocation, revokeByProof, ServiceError, type ErrorCode } from '@paraph/contracts';
import { sha256, toBase64, toBase64Url } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { CredentialEnd, type Reported, type RevocationProof } from '../../domain/status-watch/credential-end.js';

/** What key-lifecycle refuses a report with, in the words of the watch. */
const refusals: Partial<Record<ErrorCode, Reported>> = { 'credential.unknown': 'none', 'credential.certificate_mismatch': 'none', 'credential.state': 'early' };
const endedStates: readonly string[] = ['revoked', 'destroying', 'destroyed'];

/** The key lifecycle and the SAM over the bus. */
export class BusCredentialEnd extends CredentialEnd {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async report(credentialId: string, { fingerprint, revokedAt }: { readonly fingerprint: string; readonly revokedAt: Date }): Promise<Reported> {
    try {
      const { state } = await this.bus.call(reportRevocation, { credentialId, fingerprint, revokedAt: revokedAt.toISOString() });
      return endedStates.includes(state) ? 'ended' : 'stopped';
    } catch (cause) {
      const reported = cause instanceof ServiceError ? refusals[cause.code] : undefined;
      if (reported === undefined) throw cause;
      return reported;
    }
  }

  override async prove(credentialId: string, { kind, bytes }: RevocationProof): Promise<void> {
    const digest = toBase64Url(sha256(bytes));
    const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
    for (let part = 0; part < parts; part += 1)
      await this.bus.call(offerProof, { digest, part, parts, bytes: toBase64(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)) });
    await this.bus.call(revokeByProof, { credentialId, kind, digest });
  }

  override async follow(credentialId: string): Promise<boolean> {
    try {
      const { state } = await this.bus.call(refreshCredential, { credentialId });
      return endedStates.includes(state);
    } catch (failure) {
      // Shown to nobody any more: it has followed already.
      if (failure instanceof ServiceError && failure.code === 'credential.unknown') return true;
      throw failure;
    }
  }
}
