import { sha256Hex, type Clock } from '@paraph/kernel';
import type { AuthorityStates } from '../authority-state/authority-states.js';
import type { RevocationState } from '../authority-state/state-bodies.js';
import { reportingTampering, TamperedState } from '../authority-state/tampered-state.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import type { AuthorityName } from './authority.js';
import type { CertificateReader } from './certificate-reader.js';
import type { CertificateRegister, OrdinalRevocation } from './certificate-register.js';
import type { Revocation, RevocationReason } from './contents.js';

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
}

/** The first so many revocations of an authority, their chain followed from the beginning. */
interface Followed {
  readonly count: number;
  readonly chain: string;
  readonly bySerial: ReadonlyMap<string, Revocation>;
}

const NOTHING: RevocationState = { count: 0, chain: '', listNumber: 0 };
/** More than one round means that somebody revokes while we read. */
const ROUNDS = 3;

/**
 * What the authorities revoked. Each revocation is chained to the one before, and count and end of the chain stand under
 * a MAC: one that the database forgets, changes or adds is noticed before an answer is composed.
 */
export class Revocations {
  /** What this replica has followed so far: it reads only what came after. */
  private readonly followed = new Map<AuthorityName, Followed>();

  constructor(
    private readonly register: CertificateRegister,
    private readonly reader: CertificateReader,
    private readonly states: AuthorityStates,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Revokes what was issued for the key of a credential. Answers the serial number, `undefined` if there was nothing to
   * revoke.
   *
   * @throws `record.tampered`
   */
  async revoke(
    transaction: Transaction,
    { credentialId, publicKey }: CertifiedKey,
    about: { readonly revokedAt: Date; readonly reason: RevocationReason },
  ): Promise<string | undefined> {
    const issued = await this.register.issuedFor(transaction, credentialId);
    if (!issued) return undefined;
    // Or the database chooses whose certificate ends.
    const { serialNumber } = issued;
    const facts = this.reader.read(issued.certificate);
    if (facts?.serialNumber !== serialNumber || Buffer.compare(facts.publicKey, publicKey) !== 0) throw disagreement('issuing');
    const state = await this.states.lock(transaction, 'revocations', 'issuing');
    const { count, chain, listNumber } = state.body ?? NOTHING;
    const revocation: OrdinalRevocation = { serialNumber, ...about, ordinal: count + 1 };
    if (!(await this.register.addRevocation(transaction, 'issuing', revocation))) {
      // Revoked already, or the place is taken by a row that nobody here wrote: a stop never fails in silence.
      const all = follow(await this.register.revocationsAfter('issuing', 0, transaction));
      if (all.count === count && all.chain === chain && all.bySerial.has(serialNumber)) return undefined;
      throw disagreement('issuing');
    }
    await state.replace({ count: count + 1, chain: link(chain, revocation), listNumber });
    return serialNumber;
  }

  /** The revocation of a serial number. @throws `record.tampered` */
  find(issuer: AuthorityName, serialNumber: string): Promise<Revocation | undefined> {
    return reportingTampering(this.transactions, async () => {
      for (let round = 1; ; round += 1) {
        const { count, chain } = (await this.states.find('revocations', issuer)) ?? NOTHING;
        const known = this.followed.get(issuer) ?? follow([]);
        const all = follow(await this.register.revocationsAfter(issuer, known.count), known);
        if (all.count === count && all.chain === chain) {
          this.followed.set(issuer, all);
          return all.bySerial.get(serialNumber);
        }
        if (round === ROUNDS) throw disagreement(issuer);
      }
    });
  }

  /** Takes the next list's turn; the number and the entries together, so that a higher number never says less. @throws `record.tampered` */
  nextList(issuer: AuthorityName, clock: Clock): Promise<ListTurn> {
    return reportingTampering(this.transactions, () =>
      this.transactions.run(async (transaction) => {
        const state = await this.states.lock(transaction, 'revocations', issuer);
        const { count, chain, listNumber } = state.body ?? NOTHING;
        const number = await this.register.nextListNumber(transaction, issuer);
        if (number <= listNumber) throw new TamperedState({ kind: 'revocations', id: issuer }, `list ${number} would follow list ${listNumber}`);
        const all = follow(await this.register.revocationsAfter(issuer, 0, transaction));
        if (all.count !== count || all.chain !== chain) throw disagreement(issuer);
        await state.replace({ count, chain, listNumber: number });
        return { number, takenAt: clock.now(), revocations: [...all.bySerial.values()] };
      }),
    );
  }
}

/** Whether two say the same of a certificate. */
export function isSameRevocation(one: Revocation | undefined, other: Revocation | undefined): boolean {
  return (one && link('', one)) === (other && link('', other));
}

/** The chain from where it was followed to, through these rows. A row out of its place ends in another chain or count. */
function follow(rows: readonly OrdinalRevocation[], known: Followed = { count: 0, chain: '', bySerial: new Map() }): Followed {
  if (rows.length === 0) return known;
  const bySerial = new Map(known.bySerial);
  let chain = known.chain;
  for (const { ordinal: _place, ...revocation } of rows) {
    chain = link(chain, revocation);
    bySerial.set(revocation.serialNumber, revocation);
  }
  return { count: known.count + rows.length, chain, bySerial };
}

function link(chain: string, { serialNumber, revokedAt, reason }: Revocation): string {
  return sha256Hex(macInput('revocation', chain, serialNumber, revokedAt.toISOString(), reason));
}

function disagreement(issuer: AuthorityName): TamperedState {
  return new TamperedState({ kind: 'revocations', id: issuer }, 'the revocations are not those that were counted');
}
