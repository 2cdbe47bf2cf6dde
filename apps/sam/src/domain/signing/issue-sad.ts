import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Activation, Completion } from '../activation/activation.js';
import type { Activations } from '../activation/activations.js';
import { hashSetDigest } from '../activation/hash-set.js';
import { promiseOf } from '../evidence/factors.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { Refusals } from '../refusals.js';
import { HeldKeys } from '../sessions/held-keys.js';
import { SAD_ISSUER, type SadClaims } from './sad-claims.js';
import { sadPeriod } from './sad-period.js';

/** A client redeems its code for the SAD of an activation. */
export interface SadRequest {
  readonly activationId: string;
  readonly clientId: string;
  readonly proofKeyThumbprint?: string | undefined;
  /** Whether the client comes for it itself, after its signer was sent a link. */
  readonly byLink?: boolean | undefined;
}

/** The SAD as it leaves, once. The SAM keeps no copy. */
export interface IssuedSad {
  /** Compact JWS. */
  readonly sad: string;
  readonly expiresAt: Date;
}

/** Gives out the SAD of a completed activation, once. */
export class IssueSad {
  constructor(
    private readonly activations: Activations,
    private readonly keys: AuthorityKeys,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
    private readonly sessions = new HeldKeys(),
  ) {}

  /**
   * @throws `activation.unknown`, `activation.state`, `activation.expired`, `record.tampered`, `hsm.unavailable`,
   * `hsm.refused`; HeldElsewhere, `session.over` for a key of one session
   */
  run(request: SadRequest): Promise<IssuedSad> {
    const { activationId, clientId } = request;
    const actor = { kind: 'client', id: clientId } as const;
    return this.refusals.recorded({ type: 'activation-refused', actor, particulars: { activationId, act: 'issue-sad' } }, async () => {
      const activation = await this.activations.find(activationId);
      // Whom it was opened for comes the way it was opened: no code opens what was sent as a link, and the other way round.
      const { draft } = activation ?? {};
      if (!activation || draft?.clientId !== clientId || (draft.byLink ?? false) !== (request.byLink ?? false))
        throw new ServiceError('activation.unknown', 'no such activation');
      // A SAD is worth nothing without the key, and the key goes when the SAD does.
      const session = draft.heldBy === undefined ? undefined : this.sessions.demandSession(draft.credentialId, draft.heldBy);
      const claims = this.claims(activation, request);

      // Signed first, given out only if this request is the one that moves the activation on.
      const sad = await this.keys.signJws('sad', claims);
      await this.activations.advance(activation, { from: 'completed', to: 'issued' }, (transaction) => {
        const { jti, credential, hashSetDigest: hashSet, count, sub } = claims;
        const particulars = {
          activationId: jti,
          credentialId: credential,
          hashSet,
          count: String(count),
          expiresAt: new Date(claims.exp * 1_000).toISOString(),
        };
        transaction.record({ type: 'sad-issued', actor, outcome: 'success', requester: sub, recipient: clientId, particulars });
      });
      if (session) this.sessions.change(session.keyId, { endsAt: new Date(claims.exp * 1_000) });
      return { sad, expiresAt: new Date(claims.exp * 1_000) };
    });
  }

  private claims({ draft, state, completion }: Activation, { proofKeyThumbprint }: SadRequest): SadClaims {
    if (state !== 'completed' || completion?.completedAt === undefined)
      throw new ServiceError('activation.state', 'the activation is not completed, or its SAD was given out');
    const { identifiedBy, level, kinds } = summary(completion);
    const period = sadPeriod(draft, completion, this.clock.now());
    if (!period) throw new ServiceError('activation.expired', 'the session has ended');
    return {
      jti: draft.activationId,
      iss: SAD_ISSUER,
      sub: draft.signerId,
      idp: identifiedBy,
      ...(level === undefined ? {} : { level }),
      evidence: kinds,
      promise: promiseOf(kinds, draft.mode),
      client: draft.clientId,
      ...(proofKeyThumbprint === undefined ? {} : { cnf: { jkt: proofKeyThumbprint } }),
      credential: draft.credentialId,
      hashSetDigest: hashSetDigest(draft.hashAlgorithmOid, draft.hashes),
      count: draft.hashes.length + draft.remainingChoice,
      unseen: draft.remainingChoice,
      epoch: draft.epoch,
      ...period,
    };
  }
}

/** Who identified the signer is the provider where there is one, else this module (IDN-04). */
function summary({ proofs }: Completion) {
  const delegated = proofs.find(({ kind }) => kind === 'oidc');
  return {
    identifiedBy: delegated?.facts['issuer'] ?? SAD_ISSUER,
    level: delegated?.facts['level'],
    kinds: proofs.map(({ kind }) => kind),
  };
}
