import { newId, toBase64Url, type KeyAlgorithm } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { SimpleWebAuthnPasskeyVerifier } from '../src/adapters/evidence-passkey/simple-webauthn-passkey-verifier.js';
import { OtpauthCodes } from '../src/adapters/evidence-totp/otpauth-codes.js';
import { JoseIdTokenVerifier } from '../src/adapters/oidc-evidence/jose-id-token-verifier.js';
import { Asn1CertificateFields } from '../src/adapters/x509/asn1-certificate-fields.js';
import { Asn1CertificateReader } from '../src/adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from '../src/adapters/x509/asn1-x509-composer.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { AcceptEnrolment, type AcceptedEnrolment } from '../src/domain/enrolment/accept-enrolment.js';
import { AcceptanceLedger } from '../src/domain/enrolment/acceptance-ledger.js';
import { BindCertificate, Renewals } from '../src/domain/enrolment/bind-certificate.js';
import { CertificateJudge } from '../src/domain/enrolment/certificate-judge.js';
import { CertificationRequests } from '../src/domain/enrolment/certification-requests.js';
import { ComposeEnrolment } from '../src/domain/enrolment/compose-enrolment.js';
import { DestroyKey } from '../src/domain/enrolment/destroy-key.js';
import { EnrolmentProof } from '../src/domain/enrolment/enrolment-proof.js';
import { EnrolmentRules, type EnrolmentOrder } from '../src/domain/enrolment/enrolment-rules.js';
import type { EnrolmentDraft } from '../src/domain/enrolment/enrolment.js';
import { Enrolments, evidenceSubject } from '../src/domain/enrolment/enrolments.js';
import { OutsideCertificates } from '../src/domain/enrolment/outside-certificates.js';
import { OpenEnrolment } from '../src/domain/enrolment/open-enrolment.js';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { FiledProviders } from '../src/domain/evidence/oidc/identity-provider.js';
import { MakePin } from '../src/domain/evidence/pin/make-pin.js';
import { MakeTotp } from '../src/domain/evidence/totp/make-totp.js';
import { TotpSecrets } from '../src/domain/evidence/totp/totp-secrets.js';
import { TypedSecrets } from '../src/domain/evidence/typed/typed-secrets.js';
import { AuthorityKeys } from '../src/domain/keys/authority-keys.js';
import type { AbandonActivation } from '../src/domain/activation/abandon-activation.js';
import { EndActivations } from '../src/domain/activation/end-activations.js';
import { ChangeNotices } from '../src/domain/changes/change-notices.js';
import { CredentialEnds } from '../src/domain/changes/destroy-credential.js';
import { Destructions } from '../src/domain/destruction/destructions.js';
import { EndKey } from '../src/domain/changes/end-key.js';
import { SamePerson } from '../src/domain/renewal/accepted-renewal.js';
import { BindRenewal } from '../src/domain/renewal/bind-renewal.js';
import { OpenRenewal, RenewalParts } from '../src/domain/renewal/open-renewal.js';
import { RenewalRules } from '../src/domain/renewal/renewal-rules.js';
import { ReplaceCredential } from '../src/domain/renewal/replace-credential.js';
import { Notices } from '../src/domain/ports/notices.js';
import { KeyStore } from '../src/domain/keys/key-store.js';
import { MakeMeans } from '../src/domain/means/make-means.js';
import { MeansOffers } from '../src/domain/means/means-offers.js';
import { OfferMeans } from '../src/domain/means/offer-means.js';
import { OfferRules } from '../src/domain/means/offer-rules.js';
import { OfferSubjectsByPrefix } from '../src/domain/means/offer-subject.js';
import { Policies, type Policy } from '../src/domain/ports/policies.js';
import type { Token } from '../src/domain/ports/token.js';
import { TrustRecords } from '../src/domain/records/trust-records.js';
import { Refusals } from '../src/domain/refusals.js';
import { HeldKeys } from '../src/domain/sessions/held-keys.js';
import { Authorities } from '../src/domain/x509/authorities.js';
import { PublicationAddresses } from '../src/domain/x509/authority.js';
import { FitCertificates } from '../src/domain/x509/lint/fit-certificates.js';
import { CertificateIssuance } from '../src/domain/x509/certificate-issuance.js';
import { ComposeCertificate } from '../src/domain/x509/compose-certificate.js';
import { ComposeRevocationList } from '../src/domain/x509/compose-revocation-list.js';
import { ComposeStatusAnswer } from '../src/domain/x509/compose-status-answer.js';
import { IssuedCertificates } from '../src/domain/x509/issued-certificates.js';
import { Revocations } from '../src/domain/x509/revocations.js';
import { SignerRecords } from '../src/domain/x509/signer-records.js';
import { RecordClient } from '../src/domain/records/record-client.js';
import { TestAlgorithmRules } from './algorithm-rules.js';
import { memoryCertificateStores, type CertificateStores } from './certificate-stores.js';
import { ApprovalPage, APPROVAL_ORIGIN } from './approval-page.js';
import { FakeToken } from './fake-token.js';
import { TestAuthorities } from './test-authorities.js';
import { TestProvider, type TokenChange } from './test-provider.js';
import { aPolicy } from './world.js';

const theirPolicy: Policy = { ...aPolicy, multisign: 40, terms: { version: '1', text: 'What the signer accepts.' } };

class OnePolicy extends Policies {
  constructor(public policy: Policy) {
    super();
  }

  override find(policyId: string): Policy | undefined {
    return policyId === this.policy.id ? this.policy : undefined;
  }

  override all(): readonly Policy[] {
    return [this.policy];
  }
}

/** Nobody is told, and nothing is open. */
class NoNotices extends Notices {
  override send(): Promise<number> {
    return Promise.resolve(0);
  }
}

class NoAbandoning {}

interface Making<Kind extends CertificateStores, Made extends Token> {
  readonly stores: Kind;
  readonly token: Made;
  readonly clock: FakeClock;
}

/** What is opened with a key of the token before anything is built on it. */
interface Opened {
  readonly states: AuthorityStates;
  readonly counters: SealedCounters;
}

/** Enrolment and the embedded authorities over chosen stores and token, real evidence, real X.509. */
export class EnrolmentWorld<Kind extends CertificateStores = ReturnType<typeof memoryCertificateStores>, Made extends Token = FakeToken> {
  readonly stores: Kind;
  readonly token: Made;
  readonly clock: FakeClock;
  readonly policies = new OnePolicy(theirPolicy);
  readonly algorithms = new TestAlgorithmRules();
  readonly composer = new Asn1X509Composer();
  readonly reader = new Asn1CertificateReader();
  readonly trusted = new TestAuthorities();
  readonly authorityKeys: AuthorityKeys;
  readonly records: TrustRecords;
  readonly keys: KeyStore;
  readonly authorities: Authorities;
  readonly composeCertificate: ComposeCertificate;
  readonly composeList: ComposeRevocationList;
  readonly composeAnswer: ComposeStatusAnswer;
  readonly recordClient: RecordClient;
  readonly counters: SealedCounters;
  readonly offers: MeansOffers;
  readonly offerMeans: OfferMeans;
  readonly enrolments: Enrolments;
  readonly openEnrolment: OpenEnrolment;
  readonly openRenewal: OpenRenewal;
  readonly acceptEnrolment: AcceptEnrolment;
  readonly bindCertificate: BindCertificate;
  readonly destroyKey: DestroyKey;
  readonly held = new HeldKeys();
  readonly refusals: Refusals;
  readonly rules: EnrolmentRules;
  readonly compose: ComposeEnrolment;
  readonly judge: CertificateJudge;
  readonly revocations: Revocations;
  readonly renewals: Renewals;

  private constructor(
    { stores, token, clock }: Making<Kind, Made>,
    readonly idp: TestProvider,
    { states, counters }: Opened,
  ) {
    this.stores = stores;
    this.token = token;
    this.clock = clock;
    const { transactions, certificates: register, enrolments: rows, lists } = stores;
    const refusals = new Refusals(transactions);
    const providers = new FiledProviders([idp.describe()]);
    this.authorityKeys = new AuthorityKeys(stores.keys, token, transactions);
    this.records = new TrustRecords(stores.records, token, transactions);
    this.keys = new KeyStore(stores.keys, token, transactions, undefined, this.held);
    const revocations = new Revocations(register, this.reader, states, transactions);
    const issued = new IssuedCertificates(register, this.reader, revocations, this.records, transactions);
    const fit = new FitCertificates(this.composer, new Asn1CertificateFields(), transactions, clock);
    const issuance = new CertificateIssuance(fit, register, transactions, token, clock);
    this.authorities = new Authorities(this.authorityKeys, issued, issuance, new PublicationAddresses('http://ca.localhost:7000'), clock);
    const signers = new SignerRecords(this.records, this.keys, this.policies);
    this.composeCertificate = new ComposeCertificate(signers, this.authorities, issued, issuance);
    this.composeList = new ComposeRevocationList(this.authorities, revocations, this.composer, { lists, transactions }, clock);
    this.composeAnswer = new ComposeStatusAnswer(this.authorities, issued, this.composer, clock);
    this.recordClient = new RecordClient(this.records, transactions);
    this.counters = counters;
    this.offers = new MeansOffers(stores.offers, token, transactions);
    this.enrolments = new Enrolments(rows, this.offers, token, transactions, clock);
    const rules = new EnrolmentRules(this.policies, this.algorithms, providers, this.records, clock);
    const compose = new ComposeEnrolment(this.authorityKeys, token, clock);
    this.openEnrolment = new OpenEnrolment(rules, this.keys, compose, this.enrolments, refusals);
    const makeMeans = new MakeMeans(
      new SimpleWebAuthnPasskeyVerifier(APPROVAL_ORIGIN, [], clock),
      new TypedSecrets(this.authorityKeys),
      new MakePin(token),
      new MakeTotp(new TotpSecrets(token), new OtpauthCodes(), clock),
    );
    // No test of enrolments changes a credential.
    const subjects = new OfferSubjectsByPrefix(this.enrolments, this.enrolments);
    this.offerMeans = new OfferMeans(subjects, new OfferRules(this.records, this.policies), makeMeans, this.offers, refusals);
    this.openRenewal = new OpenRenewal(new RenewalRules(this.records, clock), rules, new RenewalParts(this.openEnrolment, compose, this.enrolments), refusals);
    const proof = new EnrolmentProof(providers, new JoseIdTokenVerifier(clock), this.policies, new SamePerson(this.records));
    const ledger = new AcceptanceLedger(this.enrolments, stores.evidence, counters, this.records, clock);
    this.acceptEnrolment = new AcceptEnrolment(this.enrolments, proof, new CertificationRequests(this.keys, this.composer), ledger, refusals);
    [this.refusals, this.rules, this.compose, this.revocations] = [refusals, rules, compose, revocations];
    const outside = new OutsideCertificates(this.trusted, this.reader, new Asn1CertificateFields(), clock);
    const judge = new CertificateJudge(signers, this.authorities, outside, this.reader, clock);
    const renewals = new Renewals(
      new BindRenewal(this.records, judge, this.enrolments, revocations, clock),
      new ReplaceCredential(this.records, this.ends(revocations), transactions),
    );
    [this.judge, this.renewals] = [judge, renewals];
    this.bindCertificate = new BindCertificate(this.records, judge, this.enrolments, renewals, refusals);
    this.destroyKey = new DestroyKey(this.enrolments, this.records, this.endKey(revocations));
  }

  /** What ends with a credential: its key and certificates. No test of enrolments has activations. */
  private ends(revocations: Revocations): CredentialEnds {
    const { transactions } = this.stores;
    const activations = new EndActivations(this.stores.activations, new NoAbandoning() as unknown as AbandonActivation, this.clock);
    return new CredentialEnds(this.endKey(revocations), activations, new ChangeNotices(new NoNotices(), transactions, this.clock));
  }

  private endKey(revocations: Revocations): EndKey {
    const { destructions, transactions } = this.stores;
    return new EndKey(this.keys, revocations, new Destructions(destructions, this.keys, this.token, transactions, this.clock), this.clock);
  }

  /** Stores in memory and a token that is no token. */
  static make(): Promise<EnrolmentWorld> {
    return EnrolmentWorld.over({ stores: memoryCertificateStores(), token: new FakeToken(), clock: new FakeClock() });
  }

  static async over<Kind extends CertificateStores, Made extends Token>(making: Making<Kind, Made>): Promise<EnrolmentWorld<Kind, Made>> {
    const world = new EnrolmentWorld(making, await TestProvider.make(), await opened(making));
    await world.authorityKeys.open();
    return world;
  }

  /** A second SAM over the same stores and token, with nothing in its memory. */
  async replica(): Promise<EnrolmentWorld<Kind, Made>> {
    const { stores, token, clock } = this;
    const other = new EnrolmentWorld({ stores, token, clock }, this.idp, await opened({ stores, token }));
    await other.authorityKeys.open();
    return other;
  }

  order(change: Partial<EnrolmentOrder> = {}): EnrolmentOrder {
    return {
      credentialId: newId('cred'),
      signerId: newId('sgn'),
      subscriberId: newId('sub'),
      algorithm: 'p256',
      policyId: 'test',
      provider: 'https://idp.example',
      ...change,
    };
  }

  async opened(algorithm: KeyAlgorithm = 'p256'): Promise<EnrolmentDraft> {
    return (await this.openEnrolment.run(this.order({ algorithm }))).draft;
  }

  /** The ID token a person's act would bring for this enrolment and what was offered for it. */
  async idToken(draft: EnrolmentDraft, change?: TokenChange): Promise<string> {
    const offer = draft.register.length === 0 ? undefined : await this.offers.find(draft.enrolmentId);
    const { challenge } = evidenceSubject({ draft, offer });
    return this.idp.idToken({ subject: `account-of-${draft.signerId}`, nonce: toBase64Url(challenge), now: this.clock.now() }, change);
  }

  /** A person before the approval page. */
  page(): ApprovalPage {
    return new ApprovalPage(this.authorityKeys.encryptionKey(), this.clock);
  }

  /** An enrolment its signer has answered. */
  async accepted(algorithm?: KeyAlgorithm, change?: TokenChange): Promise<{ readonly draft: EnrolmentDraft; readonly answer: AcceptedEnrolment }> {
    const draft = await this.opened(algorithm);
    return { draft, answer: await this.acceptEnrolment.run(draft.enrolmentId, await this.idToken(draft, change)) };
  }

  /** A credential ready to sign. */
  async bound(algorithm?: KeyAlgorithm): Promise<{ readonly draft: EnrolmentDraft; readonly certificate: Uint8Array }> {
    const { draft } = await this.accepted(algorithm);
    const { der: certificate } = await this.composeCertificate.run(draft.credentialId);
    await this.bindCertificate.run(draft.credentialId, certificate);
    return { draft, certificate };
  }

  /** Types of the events so far, with the cause where there is one. */
  async eventTypes(): Promise<string[]> {
    return (await this.stores.events()).map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));
  }

  /** What the last event says beside its type. */
  async lastEvent() {
    return (await this.stores.events()).at(-1);
  }
}

async function opened({ stores, token }: { readonly stores: CertificateStores; readonly token: Token }): Promise<Opened> {
  return {
    states: await AuthorityStates.open(stores.states, token, stores.transactions),
    counters: await SealedCounters.open(stores.counters, token, stores.transactions),
  };
}
