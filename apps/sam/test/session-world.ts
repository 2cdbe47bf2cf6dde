import { fromBase64, newId, type KeyAlgorithm } from '@paraph/kernel';
import { AbandonActivation } from '../src/domain/activation/abandon-activation.js';
import { Activations } from '../src/domain/activation/activations.js';
import { ChooseDigests } from '../src/domain/activation/choose-digests.js';
import { EndActivations } from '../src/domain/activation/end-activations.js';
import { SealedProgress } from '../src/domain/activation/sealed-progress.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { ContainerDays } from '../src/domain/containers/container-days.js';
import { UsableContainers } from '../src/domain/containers/usable-containers.js';
import { Destructions } from '../src/domain/destruction/destructions.js';
import { BindCertificate, Renewals } from '../src/domain/enrolment/bind-certificate.js';
import { DestroyKey } from '../src/domain/enrolment/destroy-key.js';
import type { EnrolmentDraft } from '../src/domain/enrolment/enrolment.js';
import { EndKey } from '../src/domain/changes/end-key.js';
import { UsableCredentials } from '../src/domain/records/usable-credential.js';
import { BindSession, SessionRecords, type BoundSession } from '../src/domain/sessions/bind-session.js';
import { EndAbandonedSession } from '../src/domain/sessions/end-abandoned-session.js';
import { EndSession, SessionEnds, SessionStores } from '../src/domain/sessions/end-session.js';
import { EndSpentSession } from '../src/domain/sessions/end-spent-session.js';
import { FollowSessions } from '../src/domain/sessions/follow-sessions.js';
import { KeyPools } from '../src/domain/sessions/key-pools.js';
import { KeySource } from '../src/domain/sessions/key-source.js';
import { OpenSession, SessionChecks, SessionPlaces } from '../src/domain/sessions/open-session.js';
import { Presence } from '../src/domain/sessions/presence.js';
import { SessionRules, type SessionOrder } from '../src/domain/sessions/session-rules.js';
import type { SessionRows } from '../src/domain/sessions/session-rows.js';
import { ActivationLedger } from '../src/domain/signing/activation-ledger.js';
import { IssueSad } from '../src/domain/signing/issue-sad.js';
import { LedgerGroup } from '../src/domain/signing/ledger-group.js';
import { MatchRequest } from '../src/domain/signing/match-request.js';
import { ReserveSignatures } from '../src/domain/signing/reserve-signatures.js';
import { SignHash } from '../src/domain/signing/sign-hash.js';
import { SignReserved } from '../src/domain/signing/sign-reserved.js';
import type { SignatureRequest } from '../src/domain/signing/signature-request.js';
import { VerifyProof } from '../src/domain/signing/verify-proof.js';
import { VerifySad } from '../src/domain/signing/verify-sad.js';
import { JosePossessionProofs } from '../src/adapters/jose-possession-proofs.js';
import type { Token } from '../src/domain/ports/token.js';
import type { CertificateStores, memoryCertificateStores } from './certificate-stores.js';
import { EnrolmentWorld } from './enrolment-world.js';
import type { FakeToken } from './fake-token.js';
import { MemorySessionRows } from './memory-session-rows.js';
import { ECDSA_SHA256, hashOf, SHA256, SUBSCRIBER } from './world.js';

const RSA_SHA256 = '1.2.840.113549.1.1.11';

/** A session whose certificate is bound, with its SAD. */
export interface ReadySession {
  readonly draft: EnrolmentDraft;
  readonly bound: BoundSession;
  readonly sad: string;
}

/** One replica of the SAM with one-session credentials: everything but the bus. */
export class SessionWorld<Kind extends CertificateStores = ReturnType<typeof memoryCertificateStores>, Made extends Token = FakeToken> {
  readonly clientId: string;
  readonly activations: Activations;
  readonly pools: KeyPools;
  readonly openSession: OpenSession;
  readonly bind: BindCertificate;
  readonly issueSad: IssueSad;
  readonly signHash: SignHash;
  readonly reserve: ReserveSignatures;
  readonly verifySad: VerifySad;
  readonly credentials: UsableCredentials;
  readonly end: EndSession;
  readonly follow: FollowSessions;
  readonly abandon: AbandonActivation;
  readonly abandoned: EndAbandonedSession;
  readonly destroyKey: DestroyKey;
  readonly presence: Presence;
  readonly destructions: Destructions;
  /** What the presence takes for the time, in milliseconds. */
  elapsed = 0;

  private constructor(
    readonly enrolling: EnrolmentWorld<Kind, Made>,
    readonly rows: SessionRows,
    { progress, states, clientId }: { readonly progress: SealedProgress; readonly states: AuthorityStates; readonly clientId: string },
  ) {
    this.clientId = clientId;
    const { stores, token, clock, held, records, enrolments, policies, algorithms, refusals, authorityKeys } = enrolling;
    const { transactions } = stores;
    this.presence = new Presence(rows, held, () => this.elapsed);
    this.pools = new KeyPools(policies, token, held);
    this.activations = new Activations(stores.activations, token, transactions, progress);
    const checks = new SessionChecks(enrolling.rules, new SessionRules(records, algorithms, clock));
    const places = new SessionPlaces(held, enrolments, rows);
    this.openSession = new OpenSession(checks, new KeySource(token, this.pools, this.presence), enrolling.compose, places, refusals);
    const bindSession = new BindSession(new SessionRecords(records, enrolments, this.activations), enrolling.judge, policies, held, clock);
    const renewals = new Renewals(enrolling.renewals.bind, enrolling.renewals.replacing, bindSession);
    this.bind = new BindCertificate(records, enrolling.judge, enrolments, renewals, refusals);

    this.abandon = new AbandonActivation(progress, transactions);
    this.destructions = new Destructions(stores.destructions, enrolling.keys, token, transactions, clock);
    const ends = new SessionEnds(new EndActivations(stores.activations, this.abandon, clock), enrolling.revocations, this.destructions);
    this.end = new EndSession(new SessionStores(enrolments, records, rows), ends, held, clock);
    this.follow = new FollowSessions(held, this.presence, this.end, rows, clock);
    this.abandoned = new EndAbandonedSession(this.activations, this.end);
    this.destroyKey = new DestroyKey(enrolments, records, new EndKey(enrolling.keys, enrolling.revocations, this.destructions, clock), this.end);

    this.issueSad = new IssueSad(this.activations, authorityKeys, clock, refusals, held);
    this.verifySad = new VerifySad(authorityKeys, new VerifyProof(new JosePossessionProofs(), clock), clock);
    this.credentials = new UsableCredentials(records, algorithms, clock, new UsableContainers(records, clock));
    const group = new LedgerGroup(transactions, { progress, journal: stores.journal, used: stores.evidence, days: new ContainerDays(states) }, clock);
    const ledger = new ActivationLedger(group, transactions, clock);
    const late = { choose: new ChooseDigests(this.activations, policies, stores.evidence, clock), journal: stores.journal };
    this.reserve = new ReserveSignatures(new MatchRequest(this.activations, records, this.credentials), late);
    const signReserved = new SignReserved(enrolling.keys, ledger, new EndSpentSession(this.activations, held, this.end));
    this.signHash = new SignHash(this.verifySad, this.reserve, ledger, signReserved, refusals);
  }

  /** Stores in memory and a token that is no token. */
  static async make(): Promise<SessionWorld> {
    return SessionWorld.over(await EnrolmentWorld.make());
  }

  static async over<Kind extends CertificateStores, Made extends Token>(
    enrolling: EnrolmentWorld<Kind, Made>,
    rows: SessionRows = new MemorySessionRows(),
  ): Promise<SessionWorld<Kind, Made>> {
    const { policies } = enrolling;
    policies.policy = {
      ...policies.policy,
      session: {},
      certificate: { ...policies.policy.certificate, profile: 'one-session', validitySeconds: 1_800 },
    };
    const clientId = newId('cli');
    await enrolling.recordClient.run(clientId, { subscriberId: SUBSCRIBER, name: 'Test application', multisign: 5, keys: [] });
    return SessionWorld.started(enrolling, rows, clientId);
  }

  /** A second SAM over the same stores and token, with nothing in its memory. */
  async replica(): Promise<SessionWorld<Kind, Made>> {
    const enrolling = await this.enrolling.replica();
    enrolling.policies.policy = this.enrolling.policies.policy;
    return SessionWorld.started(enrolling, this.rows, this.clientId);
  }

  private static async started<Kind extends CertificateStores, Made extends Token>(
    enrolling: EnrolmentWorld<Kind, Made>,
    rows: SessionRows,
    clientId: string,
  ): Promise<SessionWorld<Kind, Made>> {
    const { stores, token } = enrolling;
    const progress = await SealedProgress.open(stores.activations, token);
    const states = await AuthorityStates.open(stores.states, token, stores.transactions);
    const world = new SessionWorld(enrolling, rows, { progress, states, clientId });
    await world.presence.beat();
    return world;
  }

  /** The order of a session over documents of these names. */
  order(documents: readonly string[] = ['contract.pdf'], algorithm: KeyAlgorithm = 'p256'): SessionOrder {
    const session = { clientId: this.clientId, documents: documents.map((label) => ({ label, hash: hashOf(label) })), hashAlgorithmOid: SHA256 };
    return { ...this.enrolling.order({ subscriberId: SUBSCRIBER, algorithm }), session };
  }

  async opened(documents?: readonly string[], algorithm?: KeyAlgorithm): Promise<EnrolmentDraft> {
    return (await this.openSession.run(this.order(documents, algorithm))).draft;
  }

  /** The signer's one act. Answers the certification request. */
  async accept(draft: EnrolmentDraft): Promise<Uint8Array> {
    return (await this.enrolling.acceptEnrolment.run(draft.enrolmentId, await this.enrolling.idToken(draft))).csr;
  }

  /** The authority's certificate, bound. */
  async certify({ credentialId }: Pick<EnrolmentDraft, 'credentialId'>): Promise<BoundSession> {
    const { der } = await this.enrolling.composeCertificate.run(credentialId);
    const { activationId, ...bound } = await this.bind.run(credentialId, der);
    if (activationId === undefined) throw new Error('a session without its activation');
    return { ...bound, activationId };
  }

  /** All of it, up to the SAD. */
  async ready(documents?: readonly string[], algorithm?: KeyAlgorithm): Promise<ReadySession> {
    const draft = await this.opened(documents, algorithm);
    await this.accept(draft);
    const bound = await this.certify(draft);
    const { sad } = await this.issueSad.run({ activationId: bound.activationId, clientId: this.clientId });
    return { draft, bound, sad: `sad_${sad}` };
  }

  /** A request to sign documents of these names. */
  request({ draft, sad }: ReadySession, documents: readonly string[] = ['contract.pdf']): SignatureRequest {
    return {
      attemptId: newId('att'),
      sad,
      clientId: this.clientId,
      credentialId: draft.credentialId,
      hashes: documents.map(hashOf),
      signAlgorithmOid: draft.algorithm.startsWith('rsa') ? RSA_SHA256 : ECDSA_SHA256,
      hashAlgorithmOid: SHA256,
    };
  }

  /** State of the SAM's own record. */
  async stateOf({ credentialId }: Pick<EnrolmentDraft, 'credentialId'>): Promise<string | undefined> {
    return (await this.enrolling.records.find('binding', credentialId))?.body.state;
  }

  /** Whether a signature is one by the session's key over this document. */
  verifies({ publicKey }: EnrolmentDraft, signature: string | undefined, document = 'contract.pdf'): Promise<boolean> {
    const digest = { algorithm: 'sha256', value: fromBase64(hashOf(document)) ?? new Uint8Array() } as const;
    return this.enrolling.token.verify(fromBase64(publicKey) ?? new Uint8Array(), digest, fromBase64(signature ?? '') ?? new Uint8Array());
  }
}
