import { ServiceError } from '@paraph/contracts';
import type { AuthorityEndState } from '../authority-state/state-bodies.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import { authorityKinds, type X509Purpose } from '../keys/key-purpose.js';
import { authorityNaming, type AuthorityName, type PublicationAddresses } from './authority.js';
import type { CertificateIssuance, CertificateOrder } from './certificate-issuance.js';
import type { IssuedCertificate, IssuedCertificates } from './issued-certificates.js';
import { issuingProfile, lastResponderProfile, responderProfile, rootProfile, timestampUnitProfile, type EstablishedIssuer, type Profile } from './profiles.js';
import type { Transaction } from '../ports/transactions.js';
import type { CompositionKey } from './x509-composer.js';
import type { Clock } from '@paraph/kernel';

/** An authority with its certificate and its key. */
export interface Authority extends EstablishedIssuer {
  readonly validFrom: Date;
  readonly certificate: Uint8Array;
  readonly key: CompositionKey;
}

/** Who signs under a certificate of an authority: OCSP answers, time-stamps. */
export interface Delegate {
  readonly certificate: Uint8Array;
  readonly key: CompositionKey;
}

interface Delegation {
  readonly issuer: AuthorityName;
  readonly profile: (issuer: EstablishedIssuer, about: { publicKey: Uint8Array; now: Date; addresses: PublicationAddresses }) => Profile;
  /** The certificate is replaced when less than this is left of it. */
  readonly renewalMs: number;
}

const DAY = 86_400_000;

/** The embedded certification authorities. Their certificates are made when first needed, once over all replicas. */
export class Authorities {
  private readonly established = new Map<AuthorityName, Authority>();

  constructor(
    private readonly keys: AuthorityKeys,
    private readonly issued: IssuedCertificates,
    private readonly issuance: CertificateIssuance,
    readonly addresses: PublicationAddresses,
    private readonly clock: Clock,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async find(name: AuthorityName): Promise<Authority> {
    const known = this.established.get(name);
    if (known) return known;
    const made = await (name === 'root' ? this.establishRoot() : this.establishIssuing());
    this.established.set(name, made);
    return made;
  }

  /** How an authority ended; `undefined` as long as it certifies. @throws `record.tampered` */
  endOf(name: AuthorityName): Promise<AuthorityEndState | undefined> {
    return this.issued.endOf(name);
  }

  /** Has an authority stay one that certifies until the transaction ends. @throws `certificate.refused` if it has ended */
  hold(transaction: Transaction, name: AuthorityName): Promise<void> {
    return this.issued.hold(transaction, name);
  }

  /** The responder of an authority, with a certificate that is valid for weeks to come. @throws as `find` */
  async responder(name: AuthorityName): Promise<Delegate> {
    // Whoever answers for an authority that has ended is certified until its certificate ends: nobody can do so later.
    const hasEnded = (await this.endOf(name)) !== undefined;
    const life = hasEnded ? { profile: lastResponderProfile, renewalMs: Infinity } : { profile: responderProfile, renewalMs: 30 * DAY };
    return this.delegate('ocsp', { issuer: name, ...life });
  }

  /** The time-stamping unit, with a certificate that stays valid long after what is signed today. @throws as `find`; `hsm.refused` once its authority has ended */
  async timestampUnit(): Promise<Delegate> {
    if (await this.endOf('issuing')) throw new ServiceError('hsm.refused', 'the time-stamping unit has ended with its authority');
    return this.delegate('timestamp', { issuer: 'issuing', profile: timestampUnitProfile, renewalMs: 730 * DAY });
  }

  private async delegate(kind: 'ocsp' | 'timestamp', { issuer, profile, renewalMs }: Delegation): Promise<Delegate> {
    const authority = await this.find(issuer);
    const key = this.compositionKey(kind);
    const { publicKey } = key;
    const find = () => this.issued.ofAuthority(kind, issuer, { publicKey, issuerKey: authority.publicKey });
    const known = await find();
    if (known && this.isFresh(known.facts.validTo, authority.validTo, renewalMs)) return { certificate: known.der, key };
    const about = (now: Date) => ({ publicKey, now, addresses: this.addresses });
    // A responder is needed after the end as well.
    const hold = kind === 'ocsp' ? {} : { hold: (transaction: Transaction) => this.hold(transaction, issuer) };
    const made = await this.make({ kind, issuer, key: authority.key, profile: (now) => profile(authority, about(now)), ...hold }, find);
    return { certificate: made.der, key };
  }

  /** A certificate that ends with its issuer is as fresh as any that could follow it. */
  private isFresh(validTo: Date, issuerValidTo: Date, renewalMs: number): boolean {
    const left = validTo.getTime() - this.clock.now().getTime();
    return left > renewalMs || (left > 0 && validTo >= issuerValidTo);
  }

  private async establishRoot(): Promise<Authority> {
    const key = this.compositionKey('ca-root');
    const { publicKey } = key;
    const find = () => this.issued.ofAuthority('root', 'root', { publicKey, issuerKey: publicKey });
    const profile = (now: Date) => rootProfile(publicKey, now);
    return authority('root', key, (await find()) ?? (await this.make({ kind: 'root', issuer: 'root', key, profile }, find)));
  }

  private async establishIssuing(): Promise<Authority> {
    const root = await this.find('root');
    if (this.keys.hasEnded('ca-issuing')) return this.endedIssuing(root);
    const key = this.compositionKey('ca-issuing');
    const { publicKey } = key;
    const find = () => this.issued.ofAuthority('issuing', 'root', { publicKey, issuerKey: root.publicKey });
    const profile = (now: Date) => issuingProfile(root, { publicKey, now, addresses: this.addresses });
    return authority('issuing', key, (await find()) ?? (await this.make({ kind: 'issuing', issuer: 'root', key: root.key, profile }, find)));
  }

  // Its key is gone; that the root certified it is what is left to know it by.
  private async endedIssuing(root: Authority): Promise<Authority> {
    const found = await this.issued.certifiedBy('issuing', 'root', root.publicKey);
    if (!found) throw new Error('the register lost the certificate of the authority that has ended');
    const { publicKey } = found.facts;
    const sign = () => Promise.reject(new ServiceError('certificate.refused', 'the certification authority has ended and its key is destroyed'));
    return authority('issuing', { algorithm: authorityKinds['ca-issuing'].algorithm, publicKey, sign }, found);
  }

  /** Issues and reads back: where two replicas begin at once, the register keeps one and both take it. */
  private async make(order: CertificateOrder, find: () => Promise<IssuedCertificate | undefined>): Promise<IssuedCertificate> {
    await this.issuance.issue(order);
    const made = await find();
    if (!made) throw new Error(`the register lost the ${order.kind} certificate`);
    return made;
  }

  private compositionKey(purpose: X509Purpose): CompositionKey {
    return {
      algorithm: authorityKinds[purpose].algorithm,
      publicKey: this.keys.publicKey(purpose),
      sign: (toBeSigned) => this.keys.signDer(purpose, toBeSigned),
    };
  }
}

function authority(name: AuthorityName, key: CompositionKey, { der, facts }: IssuedCertificate): Authority {
  return {
    authority: name,
    name: authorityNaming[name].authority,
    publicKey: key.publicKey,
    validFrom: facts.validFrom,
    validTo: facts.validTo,
    certificate: der,
    key,
  };
}
