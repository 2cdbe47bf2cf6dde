import type { AuthorityStateRows } from '../src/domain/authority-state/authority-state-rows.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { ContainerDays } from '../src/domain/containers/container-days.js';
import { UsableContainers } from '../src/domain/containers/usable-containers.js';
import { MemoryAuthorityStates } from './authority-states.js';
import { STATEMENT_TYPE, SAD_PREFIX, type EvidenceKind } from '@paraph/contracts';
import { activationChallenge, newId, toBase64, toBase64Url, type KeyAlgorithm } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { JoseClientSignatures } from '../src/adapters/jose-client-signatures.js';
import { JosePossessionProofs } from '../src/adapters/jose-possession-proofs.js';
import { JoseIdTokenVerifier } from '../src/adapters/oidc-evidence/jose-id-token-verifier.js';
import { AbandonActivation } from '../src/domain/activation/abandon-activation.js';
import { ActivationDrafts } from '../src/domain/activation/activation-drafts.js';
import type { ActivationDraft } from '../src/domain/activation/activation.js';
import { AuthoriseExplicitly } from '../src/domain/activation/authorise-explicitly.js';
import { ExtendActivation } from '../src/domain/activation/extend-activation.js';
import { JoseSecretSealer } from '../src/adapters/jose-secret-sealer.js';
import { Activations } from '../src/domain/activation/activations.js';
import { ChooseDigests } from '../src/domain/activation/choose-digests.js';
import { CheckOpening, type OpeningRequest } from '../src/domain/activation/check-opening.js';
import { ComposeStatement } from '../src/domain/activation/compose-statement.js';
import { OpenActivation } from '../src/domain/activation/open-activation.js';
import { SealedProgress } from '../src/domain/activation/sealed-progress.js';
import { MeansForPage } from '../src/domain/evidence/means-for-page.js';
import { BeginEvidence } from '../src/domain/evidence/oidc/begin-evidence.js';
import { EvidenceRequests, RelyingParty } from '../src/domain/evidence/oidc/evidence-requests.js';
import { FiledProviders, type IdentityProvider } from '../src/domain/evidence/oidc/identity-provider.js';
import { OidcEvidence } from '../src/domain/evidence/oidc/oidc-evidence.js';
import { OidcSubjects } from '../src/domain/evidence/oidc/oidc-subjects.js';
import { ReleaseExchange } from '../src/domain/evidence/oidc/release-exchange.js';
import { OrderEvidence } from '../src/domain/evidence/order/order-evidence.js';
import { Orders } from '../src/domain/evidence/order/orders.js';
import { RequestAudience, RequestObjects } from '../src/domain/evidence/order/request-objects.js';
import { PresentEvidence, type EvidenceProgress } from '../src/domain/evidence/present-evidence.js';
import { AuthorityKeys } from '../src/domain/keys/authority-keys.js';
import { KeyStore } from '../src/domain/keys/key-store.js';
import type { EvidenceDrafts } from '../src/domain/ports/evidence-drafts.js';
import type { EvidenceVerifier } from '../src/domain/ports/evidence-verifier.js';
import type { Token } from '../src/domain/ports/token.js';
import type { BindingRecord, Means } from '../src/domain/records/record-kinds.js';
import { RecordClient } from '../src/domain/records/record-client.js';
import { TrustRecords } from '../src/domain/records/trust-records.js';
import { UsableCredentials } from '../src/domain/records/usable-credential.js';
import { Refusals } from '../src/domain/refusals.js';
import { ActivationLedger, LEDGER_LIMITS } from '../src/domain/signing/activation-ledger.js';
import { DescribeAttempt } from '../src/domain/signing/describe-attempt.js';
import { IssueSad } from '../src/domain/signing/issue-sad.js';
import { LedgerGroup } from '../src/domain/signing/ledger-group.js';
import { MatchRequest } from '../src/domain/signing/match-request.js';
import { ReconcileAttempts } from '../src/domain/signing/reconcile-attempts.js';
import { ReserveSignatures } from '../src/domain/signing/reserve-signatures.js';
import { SignHash } from '../src/domain/signing/sign-hash.js';
import { SignReserved } from '../src/domain/signing/sign-reserved.js';
import type { SignatureRequest } from '../src/domain/signing/signature-request.js';
import { VerifyProof } from '../src/domain/signing/verify-proof.js';
import { VerifySad } from '../src/domain/signing/verify-sad.js';
import { TestAlgorithmRules } from './algorithm-rules.js';
import { FakeToken } from './fake-token.js';
import { memoryStores, type Stores } from './stores.js';
import { TestProvider, type TokenChange } from './test-provider.js';
import {
  aBinding,
  AbsentVerifier,
  aPolicy,
  ECDSA_SHA256,
  hashOf,
  NoDrafts,
  NoSubjects,
  OnePolicy,
  SHA256,
  SUBSCRIBER,
  type TestSigner,
} from './world-parts.js';

export { aPolicy, ECDSA_SHA256, hashOf, headerOf, payloadOf, SHA256, SUBSCRIBER, type TestSigner } from './world-parts.js';

/** What is opened with a key of the token before anything is built on it. */
interface OpenedStates {
  readonly progress: SealedProgress;
  readonly states: AuthorityStates;
}

/** The SAM's use cases over chosen stores and token, with one client and as many signers as a test makes. */
export class World<Kind extends Stores = ReturnType<typeof memoryStores>, Made extends Token = FakeToken> {
  readonly provider: IdentityProvider;
  readonly clock = new FakeClock();
  readonly policies = new OnePolicy(aPolicy);
  readonly algorithms = new TestAlgorithmRules();
  readonly clientId = newId('cli');
  readonly authorityKeys: AuthorityKeys;
  readonly records: TrustRecords;
  readonly keys: KeyStore;
  readonly activations: Activations;
  readonly openActivation: OpenActivation;
  readonly beginEvidence: BeginEvidence;
  readonly releaseExchange: ReleaseExchange;
  readonly present: PresentEvidence;
  /** Kinds beside `oidc` are furnished by the tests that need them. */
  readonly verifiers: { -readonly [Kind in EvidenceKind]: EvidenceVerifier<Kind> };
  readonly drafts: { act: EvidenceDrafts; chg: EvidenceDrafts };
  readonly abandonActivation: AbandonActivation;
  readonly issueSad: IssueSad;
  readonly verifySad: VerifySad;
  readonly signHash: SignHash;
  readonly describeAttempt: DescribeAttempt;
  readonly extendActivation: ExtendActivation;
  readonly authoriseExplicitly: AuthoriseExplicitly;
  readonly reconcile: ReconcileAttempts;
  readonly recordClient: RecordClient;
  readonly containers: UsableContainers;
  readonly days: ContainerDays;

  private constructor(
    readonly stores: Kind,
    readonly token: Made,
    readonly idp: TestProvider,
    { progress, states }: OpenedStates,
    /** Where states stand; another replica has its own memory over them. */
    readonly stateRows: AuthorityStateRows,
  ) {
    this.days = new ContainerDays(states);
    this.provider = idp.describe();
    const { provider } = this;
    const { transactions, activations: rows, journal, evidence } = stores;
    const refusals = new Refusals(transactions);
    const signatures = new JoseClientSignatures();
    const providers = new FiledProviders([provider]);
    this.authorityKeys = new AuthorityKeys(stores.keys, token, transactions);
    this.records = new TrustRecords(stores.records, token, transactions);
    this.keys = new KeyStore(stores.keys, token, transactions);
    this.recordClient = new RecordClient(this.records, transactions);
    this.activations = new Activations(rows, token, transactions, progress);
    this.containers = new UsableContainers(this.records, this.clock);
    const credentials = new UsableCredentials(this.records, this.algorithms, this.clock, this.containers);
    const checkOpening = new CheckOpening(
      credentials,
      this.policies,
      rows,
      new RequestObjects(signatures, new RequestAudience('https://identity.example'), this.clock),
      this.clock,
    );
    this.openActivation = new OpenActivation(
      checkOpening,
      new ComposeStatement(this.authorityKeys, token, new MeansForPage(this.records), this.clock),
      this.activations,
      refusals,
    );
    this.drafts = { act: new ActivationDrafts(this.activations, evidence, this.clock), chg: new NoDrafts() };
    const absent = <Kind extends EvidenceKind>(kind: Kind) => new AbsentVerifier(kind);
    this.verifiers = {
      passkey: absent('passkey'),
      oidc: new OidcEvidence(providers, new JoseIdTokenVerifier(this.clock)),
      'one-time-code': absent('one-time-code'),
      'supervised-code': absent('supervised-code'),
      pin: absent('pin'),
      totp: absent('totp'),
      order: new OrderEvidence(new Orders(signatures, this.records, this.clock), this.containers),
    };
    this.present = new PresentEvidence(this.drafts, this.verifiers, { records: this.records, policies: this.policies }, this.clock, refusals);
    this.abandonActivation = new AbandonActivation(progress, transactions);
    const subjects = { act: new OidcSubjects(this.drafts.act, this.records, this.clock), enr: new NoSubjects(), chg: new NoSubjects() };
    const requests = new EvidenceRequests(subjects, providers, new RelyingParty('https://identity.example'));
    this.beginEvidence = new BeginEvidence(requests, evidence, token);
    this.releaseExchange = new ReleaseExchange(requests, evidence, this.authorityKeys, transactions, this.clock);
    this.issueSad = new IssueSad(this.activations, this.authorityKeys, this.clock, refusals);
    this.verifySad = new VerifySad(this.authorityKeys, new VerifyProof(new JosePossessionProofs(), this.clock), this.clock);
    const limits = { ...LEDGER_LIMITS, pausesMs: [5, 20, 80] };
    const ledger = new ActivationLedger(
      new LedgerGroup(transactions, { progress, journal, used: evidence, days: this.days }, this.clock),
      transactions,
      this.clock,
      limits,
    );
    const late = { choose: new ChooseDigests(this.activations, this.policies, evidence, this.clock), journal };
    const reserve = new ReserveSignatures(new MatchRequest(this.activations, this.records, credentials), late);
    this.signHash = new SignHash(this.verifySad, reserve, ledger, new SignReserved(this.keys, ledger), refusals);
    this.describeAttempt = new DescribeAttempt(this.verifySad, this.activations, journal);
    const basis = { activations: this.activations, credentials, policies: this.policies, used: evidence, keys: this.authorityKeys };
    this.extendActivation = new ExtendActivation(this.verifySad, new Orders(signatures, this.records, this.clock), basis, this.clock, refusals);
    const steps = { open: this.openActivation, present: this.present, issueSad: this.issueSad, abandon: this.abandonActivation };
    this.authoriseExplicitly = new AuthoriseExplicitly(steps, new JoseSecretSealer(), this.authorityKeys);
    this.reconcile = new ReconcileAttempts(journal, progress, transactions, this.clock);
  }

  /** Stores in memory and a token that is no token. */
  static async make(): Promise<World> {
    return World.over(memoryStores(), new FakeToken());
  }

  static async over<Kind extends Stores, Made extends Token>(
    stores: Kind,
    token: Made,
    stateRows: AuthorityStateRows = new MemoryAuthorityStates(),
  ): Promise<World<Kind, Made>> {
    const idp = await TestProvider.make();
    const opened = {
      progress: await SealedProgress.open(stores.activations, token),
      states: await AuthorityStates.open(stateRows, token, stores.transactions),
    };
    const world = new World(stores, token, idp, opened, stateRows);
    await world.authorityKeys.open();
    await world.recordClient.run(world.clientId, { subscriberId: SUBSCRIBER, name: 'Test application', multisign: 100, keys: [] });
    return world;
  }

  /** A signer whose credential is certified and bound. */
  async signer({ algorithm = 'p256', binding = {} }: { algorithm?: KeyAlgorithm; binding?: Partial<BindingRecord> } = {}): Promise<TestSigner> {
    const key = await this.keys.generate(algorithm);
    const [signerId, credentialId, account] = [newId('sgn'), newId('cred'), `account-of-${newId('sgn')}`];
    const means = this.account(account);
    const person = { issuer: this.provider.issuer, subject: account };
    const of = { algorithm, keyId: key.keyId, publicKey: toBase64(key.publicKey), signerId, subscriberId: SUBSCRIBER, person, means: [means] };
    const record = { ...aBinding(credentialId, this.clock.now()), ...of, ...binding };
    const sealed = await this.records.sealNew('binding', credentialId, record);
    await this.stores.transactions.run(async (transaction) => {
      await this.keys.insert(transaction, key);
      await this.records.write(transaction, sealed);
    });
    return { signerId, credentialId, keyId: key.keyId, publicKey: key.publicKey, account };
  }

  /** An account at the test's provider as a means that counts. */
  account(subject: string): Means {
    return { kind: 'oidc', meansId: newId('mns'), usableFrom: this.clock.now().toISOString(), issuer: this.provider.issuer, subject };
  }

  /** Writes the next version of a credential's record. */
  async change(credentialId: string, change: Partial<BindingRecord>): Promise<void> {
    const record = await this.records.find('binding', credentialId);
    if (!record) throw new Error('no such credential');
    const sealed = await this.records.sealNext(record, { ...record.body, ...change });
    await this.stores.transactions.run((transaction) => this.records.write(transaction, sealed));
  }

  /** A request to open an activation for documents of these names. */
  opening(signer: TestSigner, documents: readonly string[] = ['contract.pdf']): OpeningRequest {
    return {
      clientId: this.clientId,
      credentialId: signer.credentialId,
      documents: documents.map((label) => ({ label, hash: hashOf(label) })),
      hashAlgorithmOid: SHA256,
      numSignatures: documents.length,
    };
  }

  open(signer: TestSigner, documents?: readonly string[]): Promise<ActivationDraft> {
    return this.openActivation.run(this.opening(signer, documents));
  }

  /** The ID token a person's act would bring for this draft. */
  idToken(signer: Pick<TestSigner, 'account'>, draft: Pick<ActivationDraft, 'statement'>, change?: TokenChange): Promise<string> {
    const nonce = toBase64Url(activationChallenge(draft.statement));
    return this.idp.idToken({ subject: signer.account, nonce, now: this.clock.now() }, change);
  }

  /** The signer signs in at the provider for this draft. */
  async signIn(
    signer: Pick<TestSigner, 'account'>,
    draft: Pick<ActivationDraft, 'statement' | 'activationId'>,
    change?: TokenChange,
  ): Promise<EvidenceProgress> {
    return this.present.run(draft.activationId, { kind: 'oidc', idToken: await this.idToken(signer, draft, change) });
  }

  /** An activation whose signer was proven. */
  async completed(signer: TestSigner, documents?: readonly string[]): Promise<ActivationDraft> {
    const draft = await this.open(signer, documents);
    await this.signIn(signer, draft);
    return draft;
  }

  /** The SAD of a fresh activation, as the client holds it. */
  async sad(signer: TestSigner, documents?: readonly string[]): Promise<string> {
    const { activationId } = await this.completed(signer, documents);
    const { sad } = await this.issueSad.run({ activationId, clientId: this.clientId });
    return `${SAD_PREFIX}${sad}`;
  }

  /** A good request to sign the hashes of documents of these names. */
  request(signer: TestSigner, sad: string, documents: readonly string[] = ['contract.pdf']): SignatureRequest {
    return {
      attemptId: newId('att'),
      sad,
      clientId: this.clientId,
      credentialId: signer.credentialId,
      hashes: documents.map(hashOf),
      signAlgorithmOid: ECDSA_SHA256,
    };
  }

  /** Types of the events so far, with the cause where there is one. */
  async eventTypes(): Promise<string[]> {
    return (await this.stores.events()).map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));
  }
}

export { STATEMENT_TYPE };
