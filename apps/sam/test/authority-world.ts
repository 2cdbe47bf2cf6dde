import { newId, sha256Hex, toBase64 } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { Asn1TimestampComposer } from '../src/adapters/timestamp/asn1-timestamp-composer.js';
import { Asn1CertificateFields } from '../src/adapters/x509/asn1-certificate-fields.js';
import { Asn1CertificateReader } from '../src/adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from '../src/adapters/x509/asn1-x509-composer.js';
import type { AuthorityStateRows } from '../src/domain/authority-state/authority-state-rows.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { AuthorityKeys } from '../src/domain/keys/authority-keys.js';
import { BackupLife } from '../src/domain/keys/backup-life.js';
import { KeyStore } from '../src/domain/keys/key-store.js';
import { SignTreeHead } from '../src/domain/log/sign-tree-head.js';
import type { KeyRows } from '../src/domain/ports/key-rows.js';
import { Policies, type Policy } from '../src/domain/ports/policies.js';
import type { RecordStore } from '../src/domain/ports/record-store.js';
import type { Token } from '../src/domain/ports/token.js';
import type { SamEvent, Transactions } from '../src/domain/ports/transactions.js';
import type { BindingRecord } from '../src/domain/records/record-kinds.js';
import { TrustRecords } from '../src/domain/records/trust-records.js';
import { Refusals } from '../src/domain/refusals.js';
import { ComposeTimestamp, TimestampPolicy } from '../src/domain/timestamp/compose-timestamp.js';
import { TimestampTurns } from '../src/domain/timestamp/timestamp-turns.js';
import { Authorities } from '../src/domain/x509/authorities.js';
import { PublicationAddresses } from '../src/domain/x509/authority.js';
import type { CertificateRegister } from '../src/domain/x509/certificate-register.js';
import { FitCertificates } from '../src/domain/x509/lint/fit-certificates.js';
import { CertificateIssuance } from '../src/domain/x509/certificate-issuance.js';
import type { RevocationReason } from '../src/domain/x509/contents.js';
import { ComposeCertificate } from '../src/domain/x509/compose-certificate.js';
import type { ComposedLists } from '../src/domain/x509/composed-lists.js';
import { ComposeRevocationList } from '../src/domain/x509/compose-revocation-list.js';
import { ComposeStatusAnswer } from '../src/domain/x509/compose-status-answer.js';
import { DescribeAuthorities } from '../src/domain/x509/describe-authorities.js';
import { EndIssuingAuthority, endedPurposes } from '../src/domain/x509/end-issuing-authority.js';
import { IssuedCertificates } from '../src/domain/x509/issued-certificates.js';
import { Revocations } from '../src/domain/x509/revocations.js';
import { SignerRecords } from '../src/domain/x509/signer-records.js';
import { MemoryAuthorityStates } from './authority-states.js';
import { MemoryCertificateRegister } from './certificate-stores.js';
import { MemoryComposedLists } from './memory-composed-lists.js';
import { FakeToken } from './fake-token.js';
import { MemoryKeyRows, MemoryRecordStore } from './memory-stores.js';
import { MemoryTransactions } from './memory-transactions.js';

export const POLICY_DIGEST = sha256Hex('policy');

/** A policy for each profile that signers may have; no other part of them is looked at here. */
class ProfilePolicies extends Policies {
  private readonly policies = new Map(
    (['natural-person', 'one-session', 'legal-person'] as const).map((profile) => {
      const validitySeconds = profile === 'one-session' ? 1_800 : 730 * 86_400;
      const id = profile === 'natural-person' ? 'test' : profile;
      return [id, { id, digest: POLICY_DIGEST, certificate: { validitySeconds, policyOids: ['2.999.1'], authority: 'embedded', profile, country: 'FR' } }];
    }),
  );

  override find(policyId: string): Policy | undefined {
    return this.policies.get(policyId) as unknown as Policy | undefined;
  }

  override all(): readonly Policy[] {
    const policy = this.find('test');
    return policy ? [policy] : [];
  }
}

/** What the authority keys rely on. */
export interface AuthorityStores {
  readonly transactions: Transactions;
  readonly keys: KeyRows;
  readonly records: RecordStore;
  readonly certificates: CertificateRegister;
  readonly states: AuthorityStateRows;
  readonly lists: ComposedLists;
  /** Events of committed transactions, oldest first. */
  events(): Promise<readonly Pick<SamEvent, 'type' | 'outcome' | 'cause' | 'particulars'>[]>;
}

/** The same in memory, open to a test that plays a hostile database. */
function memoryAuthorityStores() {
  const transactions = new MemoryTransactions();
  return {
    transactions,
    keys: new MemoryKeyRows(),
    records: new MemoryRecordStore(),
    certificates: new MemoryCertificateRegister(),
    states: new MemoryAuthorityStates(),
    lists: new MemoryComposedLists(),
    events: () => Promise.resolve(transactions.events),
  } satisfies AuthorityStores;
}

/** A certificate of a test's signer. */
export interface TestCertificate {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly serialNumber: string;
  readonly certificate: Uint8Array;
}

/** Everything that composes with authority keys, over chosen stores and token, without activations and enrolments. */
export class AuthorityWorld<Kind extends AuthorityStores = ReturnType<typeof memoryAuthorityStores>, Made extends Token = FakeToken> {
  readonly composer = new Asn1X509Composer();
  readonly reader = new Asn1CertificateReader();
  readonly authorityKeys: AuthorityKeys;
  readonly records: TrustRecords;
  readonly keys: KeyStore;
  readonly signers: SignerRecords;
  readonly revocations: Revocations;
  readonly authorities: Authorities;
  readonly composeCertificate: ComposeCertificate;
  readonly composeList: ComposeRevocationList;
  readonly composeAnswer: ComposeStatusAnswer;
  readonly describe: DescribeAuthorities;
  readonly ending: EndIssuingAuthority;
  readonly signTreeHead: SignTreeHead;
  readonly composeTimestamp: ComposeTimestamp;

  private constructor(
    readonly stores: Kind,
    readonly token: Made,
    readonly clock: FakeClock,
    readonly states: AuthorityStates,
  ) {
    const { transactions, certificates: register, lists } = stores;
    const refusals = new Refusals(transactions);
    this.authorityKeys = new AuthorityKeys(stores.keys, token, transactions);
    this.records = new TrustRecords(stores.records, token, transactions);
    this.keys = new KeyStore(stores.keys, token, transactions);
    this.revocations = new Revocations(register, this.reader, states, transactions);
    const issued = new IssuedCertificates(register, this.reader, this.revocations, this.records, transactions);
    const fit = new FitCertificates(this.composer, new Asn1CertificateFields(), transactions, clock);
    const issuance = new CertificateIssuance(fit, register, transactions, token, clock);
    this.authorities = new Authorities(this.authorityKeys, issued, issuance, new PublicationAddresses('http://ca.localhost:7000'), clock);
    this.signers = new SignerRecords(this.records, this.keys, new ProfilePolicies());
    this.composeCertificate = new ComposeCertificate(this.signers, this.authorities, issued, issuance);
    this.composeList = new ComposeRevocationList(this.authorities, this.revocations, this.composer, { lists, transactions }, clock);
    this.composeAnswer = new ComposeStatusAnswer(this.authorities, issued, this.composer, clock);
    this.describe = new DescribeAuthorities(this.authorities, new ProfilePolicies(), this.revocations);
    const { authorities, revocations, composeList, authorityKeys: keys } = this;
    const parts = { authorities, revocations, register, keys, lists: composeList };
    this.ending = new EndIssuingAuthority(parts, states, transactions, new BackupLife(), clock);
    this.signTreeHead = new SignTreeHead(states, this.authorityKeys, transactions, clock, refusals);
    const turns = new TimestampTurns(states, transactions, token, clock, refusals);
    const policy = new TimestampPolicy('2.999.1.10');
    this.composeTimestamp = new ComposeTimestamp(turns, this.authorities, new Asn1TimestampComposer(), policy, transactions);
  }

  static make(clock = new FakeClock()): Promise<AuthorityWorld> {
    return AuthorityWorld.over(memoryAuthorityStores(), new FakeToken(), clock);
  }

  static async over<Kind extends AuthorityStores, Made extends Token>(stores: Kind, token: Made, clock: FakeClock): Promise<AuthorityWorld<Kind, Made>> {
    const world = new AuthorityWorld(stores, token, clock, await AuthorityStates.open(stores.states, token, stores.transactions));
    await world.authorityKeys.open(endedPurposes(await world.states.find('authority-end', 'issuing')));
    return world;
  }

  /** A second SAM over the same stores and token, with nothing in its memory. */
  replica(): Promise<AuthorityWorld<Kind, Made>> {
    return AuthorityWorld.over(this.stores, this.token, this.clock);
  }

  /** A credential whose signer was proven: key and record, no certificate yet. */
  async accepted(binding: Partial<BindingRecord> = {}): Promise<{ readonly credentialId: string; readonly keyId: string; readonly publicKey: Uint8Array }> {
    const key = await this.keys.generate('p256');
    const credentialId = newId('cred');
    const record: BindingRecord = {
      state: 'accepted',
      keyId: key.keyId,
      algorithm: 'p256',
      publicKey: toBase64(key.publicKey),
      signerId: newId('sgn'),
      subscriberId: newId('sub'),
      policyId: 'test',
      policyDigest: POLICY_DIGEST,
      person: { issuer: 'https://idp.example', subject: 'account-1' },
      means: [],
      subject: { given_name: 'Ada', family_name: 'Byron', country: 'FR' },
      enrolment: {
        enrolmentId: newId('enr'),
        evidenceDigest: 'e',
        termsVersion: '1',
        termsDigest: sha256Hex('terms'),
        acceptedAt: this.clock.now().toISOString(),
      },
      ...binding,
    };
    const sealed = await this.records.sealNew('binding', credentialId, record);
    await this.stores.transactions.run(async (transaction) => {
      await this.keys.insert(transaction, key);
      await this.records.write(transaction, sealed);
    });
    return { credentialId, keyId: key.keyId, publicKey: key.publicKey };
  }

  /** A certificate of an accepted credential. */
  async certified(binding: Partial<BindingRecord> = {}): Promise<TestCertificate> {
    const { credentialId, publicKey } = await this.accepted(binding);
    const { der, facts } = await this.composeCertificate.run(credentialId);
    return { credentialId, publicKey, serialNumber: facts.serialNumber, certificate: der };
  }

  /** Revokes a certificate, its record with it. */
  async revoke(certified: TestCertificate, reason: RevocationReason = 'keyCompromise'): Promise<string | undefined> {
    const record = await this.records.find('binding', certified.credentialId);
    if (!record) throw new Error('no such credential');
    const sealed = await this.records.sealNext(record, { ...record.body, state: 'revoked' });
    return this.stores.transactions.run(async (transaction) => {
      await this.records.write(transaction, sealed);
      const { credentialId, publicKey } = certified;
      return this.revocations.revoke(transaction, { credentialId, publicKey }, { revokedAt: this.clock.now(), reason });
    });
  }

  /** Types of the events so far, with the cause where there is one. */
  async eventTypes(): Promise<string[]> {
    return (await this.stores.events()).map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));
  }
}
