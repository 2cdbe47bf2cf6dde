import { ServiceError } from '@paraph/contracts';
import { sha256Hex, type Clock } from '@paraph/kernel';
import type { AuthorityStates } from '../authority-state/authority-states.js';
import type { AuthorityEndState } from '../authority-state/state-bodies.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { BackupLife } from '../keys/backup-life.js';
import type { AuthorityPurpose } from '../keys/key-purpose.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import type { Authorities } from './authorities.js';
import { LAST_UPDATE } from './authority.js';
import type { CertificateRegister } from './certificate-register.js';
import type { ComposeRevocationList } from './compose-revocation-list.js';
import { nameText } from './distinguished-name.js';
import type { Revocations } from './revocations.js';

/** What the end rests on. */
export interface EndingParts {
  readonly authorities: Authorities;
  readonly revocations: Revocations;
  readonly lists: ComposeRevocationList;
  readonly register: CertificateRegister;
  readonly keys: AuthorityKeys;
}

/** What people decide about. */
export interface AuthorityInQuestion {
  readonly subject: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly validTo: Date;
}

const AUTHORITY = 'issuing';
/** The keys that end: the authority's own, and that of the time-stamping unit it certified. The responder's goes on. */
const ENDED: readonly AuthorityPurpose[] = ['ca-issuing', 'timestamp'];
/** Certificates that are revoked in one transaction. */
const PAGE = 2_000;
/** How often the last list is made again because another one was faster. */
const TRIES = 5;

/** The purposes whose keys are destroyed, for whoever opens the keys of an authority that may have ended. */
export function endedPurposes(end: AuthorityEndState | undefined): ReadonlySet<AuthorityPurpose> {
  return new Set(end?.lastList ? ENDED : []);
}

/**
 * The end of the embedded issuing authority (CRT-07). A quorum's decision is durable first, and from then on it certifies nobody. What follows
 * may be interrupted anywhere and goes on in any replica: whatever it certified is revoked, its responder is certified for the time
 * that is left, the last list is signed, and the transaction that keeps this list destroys the keys.
 */
export class EndIssuingAuthority {
  constructor(
    private readonly parts: EndingParts,
    private readonly states: AuthorityStates,
    private readonly transactions: Transactions,
    private readonly backups: BackupLife,
    private readonly clock: Clock,
  ) {}

  /** The authority, as long as it can be ended. @throws `proposal.impossible` */
  async inQuestion(): Promise<AuthorityInQuestion> {
    if (await this.parts.authorities.endOf(AUTHORITY)) throw hasEnded();
    const { name, certificate, validTo } = await this.parts.authorities.find(AUTHORITY);
    return { subject: nameText(name), fingerprint: sha256Hex(certificate), validTo };
  }

  /** Decides the end. @throws `proposal.impossible` if it was decided already */
  async decide(transaction: Transaction, reason: string): Promise<void> {
    const state = await this.states.lock(transaction, 'authority-end', AUTHORITY);
    if (state.body) throw hasEnded();
    await state.replace({ endedAt: this.clock.now().toISOString(), reason });
  }

  /** Whether this replica has heard of an end. Asks nobody. */
  get isDecided(): boolean {
    return this.transactions.newest({ kind: 'authority-end', id: AUTHORITY }) > 0;
  }

  /** Does what is left to do. Repeating it changes nothing. Answers how it ended. @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async finish(): Promise<AuthorityEndState | undefined> {
    const { authorities, keys } = this.parts;
    const end = await authorities.endOf(AUTHORITY);
    if (!end) return undefined;
    if (!end.lastList) {
      await this.revokeAll(new Date(end.endedAt));
      await authorities.responder(AUTHORITY);
      await this.close();
    }
    await keys.forget(ENDED);
    return authorities.endOf(AUTHORITY);
  }

  /** Notes that the keys of all it certified are destroyed too. */
  async noteKeysEnded(): Promise<void> {
    await this.transactions.run(async (transaction) => {
      const state = await this.states.lock(transaction, 'authority-end', AUTHORITY);
      if (state.body && !state.body.keysEnded) await state.replace({ ...state.body, keysEnded: true });
    });
  }

  private async revokeAll(endedAt: Date): Promise<void> {
    for (let isLast = false; !isLast;)
      isLast = await this.transactions.run(async (transaction) => {
        // One replica at a time, and behind every certificate that was still under way when the end was decided.
        await this.states.lock(transaction, 'authority-end', AUTHORITY);
        const page = { after: '', limit: PAGE, validAt: endedAt };
        const serialNumbers = await this.parts.register.unrevoked(transaction, AUTHORITY, page);
        const about = { serialNumbers, revokedAt: endedAt, reason: 'cessationOfOperation' } as const;
        if (serialNumbers.length > 0) await this.parts.revocations.revokeAll(transaction, AUTHORITY, about);
        return serialNumbers.length < PAGE;
      });
  }

  private async close(): Promise<void> {
    const { lists, keys } = this.parts;
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const list = await lists.compose(AUTHORITY, true);
      const isClosed = await this.transactions.run(async (transaction) => {
        const state = await this.states.lock(transaction, 'authority-end', AUTHORITY);
        if (!state.body || state.body.lastList) return true;
        // A list that was begun meanwhile has a higher number, and a revocation is not on this one: the last list has to be above and behind all.
        const said = await this.states.share(transaction, 'revocations', AUTHORITY);
        if (said?.listNumber !== list.number || said.count !== list.entries) return false;
        await lists.keep(transaction, AUTHORITY, list);
        await state.replace({ ...state.body, lastList: { number: list.number, digest: list.digest } });
        for (const purpose of ENDED) await this.destroy(transaction, purpose, keys);
        const particulars = { authority: AUTHORITY, list: String(list.number), entries: String(list.entries), nextUpdate: LAST_UPDATE.toISOString() };
        transaction.record({ type: 'authority-ended', actor: { kind: 'system', id: 'sam' }, outcome: 'success', particulars });
        return true;
      });
      if (isClosed) return;
    }
    throw new ServiceError('hsm.unavailable', 'the last list was overtaken too often', { retryAfter: 5 });
  }

  private async destroy(transaction: Transaction, purpose: AuthorityPurpose, keys: AuthorityKeys): Promise<void> {
    const { keyId, wasThere } = await keys.erase(transaction, purpose);
    const backupsUntil = this.backups.until(this.clock.now()).toISOString();
    transaction.record({
      type: 'key-destroyed',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'success',
      particulars: { keyId, purpose, blob: wasThere ? 'erased' : 'absent', backupsUntil },
    });
  }
}

function hasEnded(): ServiceError {
  return new ServiceError('proposal.impossible', 'the authority has ended already');
}
