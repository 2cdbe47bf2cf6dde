import { ServiceError } from '@paraph/contracts';
import { toHex, type Clock, DerFields, NotDer } from '@paraph/kernel';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import { Reason, type RefusalContext, type Refusals } from '../refusals.js';
import type { Transactions } from '../ports/transactions.js';
import { readBody, type PkiBody } from './pki-body.js';
import { readHeader, type PkiHeader } from './pki-header.js';
import type { ProtectedSubjects } from './protected-subjects.js';
import { Unprotectable } from './unprotectable.js';

/** A message to a certification authority that is to be signed. */
export interface MessageToProtect {
  /** ProtectedPart (RFC 9810 section 5.1.3), DER. */
  readonly protectedPart: Uint8Array;
  readonly credentialId?: string | undefined;
  /** What is to be revoked where nothing was bound, DER. */
  readonly certificate?: Uint8Array | undefined;
}

/**
 * Signs messages to certification authorities elsewhere. The key speaks for a registration authority, whose word is enough
 * to get a certificate in anybody's name: so the SAM reads each message itself, and signs what its own records allow.
 */
export class ProtectMessage {
  constructor(
    private readonly subjects: ProtectedSubjects,
    private readonly keys: AuthorityKeys,
    private readonly transactions: Transactions,
    private readonly refusals: Refusals,
    private readonly clock: Clock,
  ) {}

  /** @throws `credential.unknown`, `credential.state`, `protection.refused`, `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous`, `record.tampered` */
  run(message: MessageToProtect): Promise<Uint8Array> {
    const { credentialId } = message;
    const particulars: Record<string, string> = credentialId === undefined ? {} : { credentialId };
    const context: RefusalContext = { type: 'protection-refused', actor: { kind: 'system', id: 'ca-connector' }, particulars };
    return this.refusals.recorded(context, async () => {
      const { header, body } = await this.allowed(message);
      particulars['message'] = body.kind;
      particulars['transaction'] = toHex(header.transactionId);
      const signature = await this.keys.signDer('registration', message.protectedPart);
      // A signature of which nothing is known does not leave.
      await this.transactions.record({ type: 'protection-given', actor: context.actor, outcome: 'success', particulars });
      return signature;
    });
  }

  private async allowed(message: MessageToProtect): Promise<{ readonly header: PkiHeader; readonly body: PkiBody }> {
    try {
      const parts = DerFields.of(message.protectedPart);
      const header = readHeader(parts.sequence(), this.clock.now());
      const body = readBody(parts.any());
      parts.end();
      await this.allow(body, message);
      return { header, body };
    } catch (error) {
      if (!(error instanceof NotDer) && !(error instanceof Unprotectable)) throw error;
      throw new ServiceError('protection.refused', 'this message is not signed', { cause: new Reason(error.message) });
    }
  }

  private async allow(body: PkiBody, { credentialId, certificate }: MessageToProtect): Promise<void> {
    if (credentialId !== undefined) return this.subjects.allow(body, credentialId, certificate);
    if (body.kind !== 'genm') throw new Unprotectable('a message about no credential');
  }
}
