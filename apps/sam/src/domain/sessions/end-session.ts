import { ServiceError } from '@paraph/contracts';
import { fromBase64, type Clock } from '@paraph/kernel';
import type { EndActivations } from '../activation/end-activations.js';
import type { Enrolment, EnrolmentDraft, SessionDraft } from '../enrolment/enrolment.js';
import type { Enrolments } from '../enrolment/enrolments.js';
import type { Destructions, PreparedDestruction } from '../destruction/destructions.js';
import type { Transaction } from '../ports/transactions.js';
import type { TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Revocations } from '../x509/revocations.js';
import { HeldElsewhere } from './held-elsewhere.js';
import type { HeldKeys } from './held-keys.js';
import type { SessionEnd } from './session-end.js';
import type { SessionRows } from './session-rows.js';

/** Of these nobody holds the key any more, whatever the record says. */
const WITHOUT_HOLDER: readonly SessionEnd[] = ['replica-gone'];

/** Where it is written down that a session is over. */
export class SessionStores {
  constructor(
    readonly enrolments: Enrolments,
    readonly trust: TrustRecords,
    readonly rows: SessionRows,
  ) {}
}

/** What ends with a session beside its key. */
export class SessionEnds {
  constructor(
    readonly activations: EndActivations,
    readonly revocations: Revocations,
    readonly destructions: Destructions,
  ) {}
}

/** Ends a one-session credential, whatever its end is: first the key, then every record that says so. */
export class EndSession {
  constructor(
    private readonly stores: SessionStores,
    private readonly ends: SessionEnds,
    private readonly held: HeldKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Repeating it changes nothing; a credential that is of no session is left as it is. Answers whether this call ended it.
   *
   * @throws HeldElsewhere; `hsm.unavailable`, `record.tampered`
   */
  async run(credentialId: string, cause: SessionEnd): Promise<boolean> {
    const enrolment = await this.stores.enrolments.ofCredential(credentialId);
    const session = enrolment?.draft.session;
    if (!enrolment || !session) return false;
    if (session.heldBy !== this.held.replica && !WITHOUT_HOLDER.includes(cause) && enrolment.state !== 'abandoned')
      throw new HeldElsewhere(session.heldBy, credentialId);

    // 1. The key: from here on nothing signs, whatever becomes of the rest.
    if (await this.held.end(enrolment.draft.keyId)) this.held.owe(credentialId, cause);

    // 2. The records. What is left undone here, the next round does.
    return this.held.writing(credentialId, async () => {
      const first = this.held.owed(credentialId);
      const about = { cause: first ?? cause, wasHere: first !== undefined };
      const isMine = enrolment.state !== 'abandoned' && (await this.write({ ...enrolment, session }, about));
      await this.ends.activations.of(credentialId);
      if (isMine || enrolment.state === 'abandoned') this.held.settle(credentialId);
      return isMine;
    });
  }

  private async write(
    { draft, state, session }: Enrolment & { readonly session: SessionDraft },
    about: { cause: SessionEnd; wasHere: boolean },
  ): Promise<boolean> {
    const { credentialId, enrolmentId } = draft;
    const binding = await this.stores.trust.find('binding', credentialId);
    const isOver = binding === undefined || binding.body.state === 'destroyed';
    const [sealed, destruction] = await Promise.all([
      isOver ? undefined : this.stores.trust.sealNext(binding, { ...binding.body, state: 'destroyed' }),
      this.destruction({ ...draft, session }, binding),
    ]);
    try {
      await this.stores.enrolments.advance(enrolmentId, { from: state, to: 'abandoned', otherwise: 'credential.state' }, async (transaction) => {
        if (sealed) await this.stores.trust.write(transaction, sealed);
        const revoked = await this.revoke(transaction, draft, binding);
        await this.ends.destructions.write(transaction, destruction);
        await this.stores.rows.erase(transaction, credentialId);
        tell(transaction, { ...draft, session }, { ...about, revoked, copies: destruction.destruction.copies });
      });
      return true;
    } catch (error) {
      // Somebody else ended it at the same moment, or wrote its record: the next round looks again.
      if (error instanceof ServiceError && (error.code === 'credential.state' || error.code === 'request.duplicate')) return false;
      throw error;
    }
  }

  /** No blob was made, so no backup has one: all there was is the object in a session of the token. */
  private destruction(
    { session, ...draft }: EnrolmentDraft & { readonly session: SessionDraft },
    binding: TrustRecord<'binding'> | undefined,
  ): Promise<PreparedDestruction> {
    const { credentialId } = draft;
    const certificate = binding?.body.certificate;
    const ended = { ...draft, ...(certificate && { certificate }), heldBy: session.heldBy };
    return this.ends.destructions.prepare({ credentialId, cause: 'session-over' }, ended);
  }

  /** A certificate that no signature was authorised with may have been composed: nobody shall rely on it. The one of a session that was bound stays what it was. */
  private revoke(
    transaction: Transaction,
    { credentialId, publicKey }: EnrolmentDraft,
    binding: TrustRecord<'binding'> | undefined,
  ): Promise<string | undefined> {
    if (binding?.body.certificate) return Promise.resolve(undefined);
    const certified = { credentialId, publicKey: fromBase64(publicKey) ?? new Uint8Array() };
    return this.ends.revocations.revoke(transaction, certified, { revokedAt: this.clock.now(), reason: 'cessationOfOperation' });
  }
}

interface Ended {
  readonly copies: PreparedDestruction['destruction']['copies'];
  readonly cause: SessionEnd;
  readonly wasHere: boolean;
  readonly revoked: string | undefined;
}

function tell(
  transaction: Transaction,
  { credentialId, enrolmentId, keyId, signerId, session }: EnrolmentDraft & { readonly session: SessionDraft },
  { copies, cause, wasHere, revoked }: Ended,
): void {
  const actor = { kind: 'system', id: 'sam' } as const;
  const about = { actor, outcome: 'success', recipient: signerId, cause } as const;
  const ended = { credentialId, enrolmentId, heldBy: session.heldBy, clientId: session.clientId };
  transaction.record({ ...about, type: 'session-ended', particulars: ended });
  // No blob, so no backup either; the object lived in one session of one process (KEY-06).
  const destroyed = {
    ...ended,
    keyId,
    ...copies,
    sessionObject: wasHere ? 'ended' : 'gone with its replica',
    ...(revoked === undefined ? {} : { revokedSerialNumber: revoked }),
  };
  transaction.record({ ...about, type: 'key-destroyed', particulars: destroyed });
}
