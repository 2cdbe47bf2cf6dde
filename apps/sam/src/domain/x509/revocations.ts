import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityStates } from '../authority-state/authority-states.js';
import type { AuthorityEndState, RevocationState } from '../authority-state/state-bodies.js';
import { reportingTampering, TamperedState } from '../authority-state/tampered-state.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import type { AuthorityName } from './authority.js';
import type { CertificateReader } from './certificate-reader.js';
import type { CertificateRegister, OrdinalRevocation } from './certificate-register.js';
import type { Revocation, RevocationReason } from './contents.js';
import { followed, FollowedRevocations, isSameEnd, link, NO_LINKS, type ChainEnd } from './followed-revocations.js';

/** A revocation list's turn: its number, larger than any before, when it was taken, and what was revoked by then. */
export interface ListTurn {
  readonly number: number;
  readonly takenAt: Date;
  readonly revocations: readonly Revocation[];
}

/** Whose certificate is to be revoked; the key from a record that carries a MAC. */
export interface CertifiedKey {
  readonly credentialId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** One of its certificates; all of them where it is left out. */
  readonly serialNumber?: string | undefined;
}

/** When and why. */
export interface RevocationFacts {
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

interface Following {
  readonly end: ChainEnd;
  readonly transaction?: Transaction | undefined;
}

const NOTHING: RevocationState = { ...NO_LINKS, listNumber: 0 };
/** More than one round means that somebody revokes while we read. */
const ROUNDS = 3;
/** How many revocations are looked at in one go: nothing that signs shall wait for a long list. */
const PAGE = 1_000;

/**
 * What the authorities revoked. Each revocation is chained to the one before, and count and end of the chain stand under
 * a MAC: one that the database forgets, changes or adds is noticed before an answer is composed.
 */
export class Revocations {
  /** What this replica has followed so far: it reads only what came after. */
  private readonly known = new Map<AuthorityName, FollowedRevocations>();

  constructor(
    private readonly register: CertificateRegister,
    private readonly reader: CertificateReader,
    private readonly states: AuthorityStates,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Revokes all that was issued for the key of a credential, or what of it is named. Answers the serial numbers, with a space between them;
   * `undefined` if there was nothing to revoke.
   *
   * @throws `record.tampered`, also if what is named is not there
   */
  async revoke(transaction: Transaction, { credentialId, publicKey, serialNumber: named }: CertifiedKey, about: RevocationFacts): Promise<string | undefined> {
    const issued = await this.register.issuedFor(transaction, credentialId);
    const meant = issued.filter(({ serialNumber }) => named === undefined || serialNumber === named);
    // Or the database chooses whose certificate ends, or lets one go on by hiding it.
    if (!meant.every((one) => this.isOf(publicKey, one)) || (named !== undefined && meant.length === 0)) throw disagreement('issuing');
    // Behind the last list of an authority nothing can be said any more, and all that had not expired by then is on it.
    if (meant.length === 0 || (await this.keptEnd(transaction, 'issuing'))?.lastList) return undefined;
    const state = await this.states.lock(transaction, 'revocations', 'issuing');
    const { listNumber, ...before } = state.body ?? NOTHING;
    let end = before;
    const revoked: string[] = [];
    for (const { serialNumber } of meant) {
      const revocation: OrdinalRevocation = { serialNumber, ...about, ordinal: end.count + 1 };
      if (await this.register.addRevocation(transaction, 'issuing', revocation)) {
        end = { count: end.count + 1, chain: link(end.chain, revocation) };
        revoked.push(serialNumber);
        continue;
      }
      // Revoked already, or the place is taken by a row that nobody here wrote: a stop never fails in silence.
      const all = await this.register.revocationsAfter('issuing', 0, { transaction });
      if (!isSameEnd(followed(all), end) || !all.some((one) => one.serialNumber === serialNumber)) throw disagreement('issuing');
    }
    if (revoked.length === 0) return undefined;
    await state.replace({ ...end, listNumber });
    return revoked.join(' ');
  }

  /** Revokes certificates of an authority that are not revoked yet, all for the same reason. @throws `record.tampered` */
  async revokeAll(transaction: Transaction, issuer: AuthorityName, revoked: RevocationFacts & { readonly serialNumbers: readonly string[] }): Promise<void> {
    const { serialNumbers, ...about } = revoked;
    const state = await this.states.lock(transaction, 'revocations', issuer);
    const { listNumber, ...end } = state.body ?? NOTHING;
    let { count, chain } = end;
    for (let first = 0; first < serialNumbers.length; first += PAGE) {
      const page: OrdinalRevocation[] = [];
      for (const serialNumber of serialNumbers.slice(first, first + PAGE)) {
        count += 1;
        const revocation = { serialNumber, ...about, ordinal: count };
        chain = link(chain, revocation);
        page.push(revocation);
      }
      if (!(await this.register.addRevocations(transaction, issuer, page))) throw disagreement(issuer);
    }
    await state.replace({ count, chain, listNumber });
  }

  /** The revocation of a serial number. @throws `record.tampered` */
  async find(issuer: AuthorityName, serialNumber: string): Promise<Revocation | undefined> {
    return (await this.all(issuer)).find(serialNumber);
  }

  /** All that an authority revoked, as of now. @throws `record.tampered` */
  async all(issuer: AuthorityName): Promise<Pick<FollowedRevocations, 'find' | 'last'>> {
    const known = this.known.get(issuer) ?? new FollowedRevocations();
    this.known.set(issuer, known);
    await this.followed(issuer, known);
    return known;
  }

  /** Takes the next list's turn; the number and the entries together, so that a higher number never says less. @throws `record.tampered` */
  async nextList(issuer: AuthorityName, clock: Clock): Promise<ListTurn> {
    // From the beginning, before anybody is held up: a list is where it shows that an old row was changed.
    const anew = new FollowedRevocations();
    await this.followed(issuer, anew);
    return reportingTampering(this.transactions, () =>
      this.transactions.run(async (transaction) => {
        const state = await this.states.lock(transaction, 'revocations', issuer);
        const { count, chain, listNumber } = state.body ?? NOTHING;
        const number = await this.register.nextListNumber(transaction, issuer);
        if (number <= listNumber) throw new TamperedState({ kind: 'revocations', id: issuer }, `list ${number} would follow list ${listNumber}`);
        if (!(await this.follow(issuer, anew, { end: { count, chain }, transaction }))) throw disagreement(issuer);
        await state.replace({ count, chain, listNumber: number });
        return { number, takenAt: clock.now(), revocations: anew.first(count) };
      }),
    );
  }

  /** How an authority ended; `undefined` as long as it certifies. @throws `record.tampered` */
  endOf(issuer: AuthorityName): Promise<AuthorityEndState | undefined> {
    return reportingTampering(this.transactions, () => this.states.find('authority-end', issuer));
  }

  /** The same, and it stays so until the transaction ends. @throws `record.tampered` */
  keptEnd(transaction: Transaction, issuer: AuthorityName): Promise<AuthorityEndState | undefined> {
    return this.states.share(transaction, 'authority-end', issuer);
  }

  /** Has an authority stay one that certifies until the transaction ends. @throws `certificate.refused` if it has ended */
  async hold(transaction: Transaction, issuer: AuthorityName): Promise<void> {
    if (await this.keptEnd(transaction, issuer)) throw new ServiceError('certificate.refused', 'the certification authority has ended');
  }

  private isOf(publicKey: Uint8Array, { serialNumber, certificate }: { readonly serialNumber: string; readonly certificate: Uint8Array }): boolean {
    const facts = this.reader.read(certificate);
    return facts?.serialNumber === serialNumber && Buffer.compare(facts.publicKey, publicKey) === 0;
  }

  private followed(issuer: AuthorityName, known: FollowedRevocations): Promise<void> {
    return reportingTampering(this.transactions, async () => {
      for (let round = 1; ; round += 1) {
        const end = (await this.states.find('revocations', issuer)) ?? NOTHING;
        if (await this.follow(issuer, known, { end })) return;
        if (round === ROUNDS) throw disagreement(issuer);
      }
    });
  }

  /** Follows what came after, page by page. Answers false if it does not end where it was counted to. */
  private async follow(issuer: AuthorityName, known: FollowedRevocations, { end, transaction }: Following): Promise<boolean> {
    // Somebody else may follow the same chain at the same time: whoever comes second begins where the first one stopped.
    for (;;) {
      const from = known.end;
      const found: Revocation[] = [];
      let at = from;
      for (let isLast = false; !isLast;) {
        const page = await this.register.revocationsAfter(issuer, at.count, { limit: PAGE, transaction });
        at = followed(page, at);
        for (const { ordinal: _place, ...revocation } of page) found.push(revocation);
        isLast = page.length < PAGE;
      }
      if (!isSameEnd(at, end)) return false;
      known.take(found, from, at);
      if (known.end.count >= end.count) return true;
    }
  }
}

function disagreement(issuer: AuthorityName): TamperedState {
  return new TamperedState({ kind: 'revocations', id: issuer }, 'the revocations are not those that were counted');
}
