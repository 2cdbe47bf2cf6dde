import type { Approver, Assertion, Quorum, QuorumAct } from '@paraph/contracts';
import { activationChallenge, newId, proposalChallenge } from '@paraph/kernel';
import { SoftwareAuthenticator, type CeremonyChange } from '@paraph/testing';
import { SimpleWebAuthnPasskeyVerifier } from '../src/adapters/evidence-passkey/simple-webauthn-passkey-verifier.js';
import { JoseSignedKeySets } from '../src/adapters/oidc-evidence/jose-signed-key-sets.js';
import type { ActivationDraft } from '../src/domain/activation/activation.js';
import { ContainedKeys } from '../src/domain/containers/contained-keys.js';
import { HeadWitnesses } from '../src/domain/journal/open-journal.js';
import { ReadJournal } from '../src/domain/journal/read-journal.js';
import { ReopenJournal } from '../src/domain/journal/reopen-journal.js';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { PasskeyEvidence } from '../src/domain/evidence/passkey/passkey-evidence.js';
import type { EvidenceProgress } from '../src/domain/evidence/present-evidence.js';
import type { MeansCounters } from '../src/domain/ports/means-counters.js';
import { Notices, type Notice } from '../src/domain/ports/notices.js';
import type { CounterRows } from '../src/domain/ports/sealed-rows.js';
import type { Token } from '../src/domain/ports/token.js';
import { RecordedProviders } from '../src/domain/providers/recorded-providers.js';
import { RenewProviderKeys } from '../src/domain/providers/renew-provider-keys.js';
import { allActs } from '../src/domain/quorum/acts/all-acts.js';
import { ApproveProposal } from '../src/domain/quorum/approve-proposal.js';
import { ComposeProposal } from '../src/domain/quorum/compose-proposal.js';
import { DescribeProposal } from '../src/domain/quorum/describe-proposal.js';
import { FoundQuorum } from '../src/domain/quorum/found-quorum.js';
import type { ProposalRows } from '../src/domain/quorum/proposal-rows.js';
import { Proposals } from '../src/domain/quorum/proposals.js';
import { ProposeAct } from '../src/domain/quorum/propose-act.js';
import type { ProposalView } from '../src/domain/quorum/standing-proposal.js';
import { VerifyApproval } from '../src/domain/quorum/verify-approval.js';
import type { BindingRecord, Means, PasskeyMeans } from '../src/domain/records/record-kinds.js';
import { Refusals } from '../src/domain/refusals.js';
import { DescribeServiceEnd } from '../src/domain/service-end/describe-service-end.js';
import { ServiceEnd } from '../src/domain/service-end/service-end.js';
import { BackupLife } from '../src/domain/keys/backup-life.js';
import { MemoryServiceFigures } from './service-end-world.js';
import { MemoryAuthorityStates } from './authority-states.js';
import { AuthorityWorld, type AuthorityStores } from './authority-world.js';
import { MemoryCertificateRegister } from './certificate-stores.js';
import type { FakeToken } from './fake-token.js';
import { MemoryComposedLists } from './memory-composed-lists.js';
import { MemoryProposalRows } from './memory-proposal-rows.js';
import { MemorySealedRows } from './memory-sealed-rows.js';
import type { memoryStores, Stores } from './stores.js';
import { World, type TestSigner } from './world.js';

/** Origin of the approval page in these tests, with a port: RP ids know none. */
export const APPROVAL = 'https://approval.example:8443';

/** A person with a passkey. */
export interface TestApprover extends Approver {
  readonly authenticator: SoftwareAuthenticator;
}

/** A signer whose credential has a passkey beside the account. */
export interface PasskeySigner extends TestSigner {
  readonly authenticator: SoftwareAuthenticator;
  readonly passkey: PasskeyMeans;
}

/** Keeps what would have been sent. */
export class RecordingNotices extends Notices {
  readonly sent: Notice[] = [];
  failure: Error | undefined;

  override async send(_binding: BindingRecord, about: Notice): Promise<number> {
    if (this.failure) throw this.failure;
    this.sent.push(about);
    return 1;
  }
}

/** Every container has two keys, and none is looked for. */
class TwoKeys extends ContainedKeys {
  override count(): Promise<number> {
    return Promise.resolve(2);
  }

  override leftInClosed(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}

export function person(name: string, duties: Approver['duties'] = ['approver']): TestApprover {
  const authenticator = SoftwareAuthenticator.make({ origin: APPROVAL });
  const { id, publicKey } = authenticator;
  return { id: newId('apr'), name, duties, passkey: { id, publicKey }, authenticator };
}

/** As the SAM's file and records name people. */
export function quorumOf(threshold: number, people: readonly TestApprover[]): Quorum {
  return { threshold, approvers: people.map(({ id, name, duties, passkey }) => ({ id, name, duties, passkey })) };
}

/** A passkey as a means that counts from this moment. */
export function passkeyMeans(authenticator: SoftwareAuthenticator, usableFrom: Date, change: Partial<PasskeyMeans> = {}): PasskeyMeans {
  return {
    kind: 'passkey',
    meansId: newId('mns'),
    usableFrom: usableFrom.toISOString(),
    id: authenticator.id,
    publicKey: authenticator.publicKey,
    transports: ['internal'],
    aaguid: '00000000-0000-0000-0000-000000000000',
    attestation: 'none',
    backupEligible: false,
    backedUp: false,
    ...change,
  };
}

interface Rows<Proposed extends ProposalRows> {
  readonly proposals: Proposed;
  readonly counters: CounterRows;
}

/** The embedded authorities over the same keys and records, so that a quorum can end one. */
function embeddedAuthorities<Kind extends Stores, Made extends Token>(world: World<Kind, Made>): Promise<AuthorityWorld<AuthorityStores, Made>> {
  const own = { certificates: new MemoryCertificateRegister(), states: new MemoryAuthorityStates(), lists: new MemoryComposedLists() };
  return AuthorityWorld.over({ ...world.stores, ...own }, world.token, world.clock);
}

/** The world with passkeys, three approvers of whom two decide, a supervisor, and the keys of providers. */
export class QuorumWorld<
  Kind extends Stores = ReturnType<typeof memoryStores>,
  Made extends Token = FakeToken,
  Proposed extends ProposalRows = MemoryProposalRows,
> {
  readonly people: readonly [TestApprover, TestApprover, TestApprover];
  readonly supervisor = person('Sue', ['supervisor']);
  readonly notices = new RecordingNotices();
  readonly passkeys: SimpleWebAuthnPasskeyVerifier;
  readonly providers: RecordedProviders;
  readonly renewProviderKeys: RenewProviderKeys;
  readonly foundQuorum: FoundQuorum;
  readonly propose: ProposeAct;
  readonly describe: DescribeProposal;
  readonly approveProposal: ApproveProposal;

  private constructor(
    readonly world: World<Kind, Made>,
    readonly rows: Rows<Proposed>,
    readonly counters: MeansCounters,
    readonly proposals: Proposals,
    readonly authorities: AuthorityWorld<AuthorityStores, Made>,
  ) {
    const { records, clock, token, authorityKeys, stores } = world;
    const { transactions, evidence } = stores;
    const refusals = new Refusals(transactions);
    this.people = [person('Ann'), person('Ben'), person('Cem')];
    this.passkeys = new SimpleWebAuthnPasskeyVerifier(APPROVAL, [], clock);
    this.providers = new RecordedProviders([world.provider], records);
    this.renewProviderKeys = new RenewProviderKeys(this.providers, new JoseSignedKeySets(), { records, transactions }, clock, refusals);
    this.foundQuorum = new FoundQuorum(records, this.passkeys, transactions);
    const { passkeys, providers, notices } = this;
    const { journal, rows: entries } = stores.chain;
    const reopening = new ReopenJournal(journal, new ReadJournal(entries, journal.seal, clock), new HeadWitnesses([]));
    const serviceEnd = new ServiceEnd(authorities.states, transactions, clock);
    const figures = new MemoryServiceFigures(stores.keys);
    const service = { end: serviceEnd, describe: new DescribeServiceEnd(serviceEnd, figures, authorities.ending, new BackupLife(), clock) };
    const { ending } = authorities;
    const { policies } = world;
    const contained = new TwoKeys();
    const acts = allActs({ records, providers, policies, passkeys, counters, notices, clock, reopening, ending, contained, service });
    this.propose = new ProposeAct(records, acts, new ComposeProposal(authorityKeys, token, clock), proposals, refusals);
    this.describe = new DescribeProposal(proposals, records, clock);
    const ledger = { transactions, proposals, evidence, counters, refusals };
    this.approveProposal = new ApproveProposal(records, new VerifyApproval(passkeys, counters, clock), acts, ledger, clock);
    world.verifiers.passkey = new PasskeyEvidence(passkeys, counters);
  }

  /** Over memory, with the quorum founded. */
  static async make(): Promise<QuorumWorld> {
    return QuorumWorld.over(await World.make(), { proposals: new MemoryProposalRows(), counters: new MemorySealedRows() });
  }

  static async over<Kind extends Stores, Made extends Token, Proposed extends ProposalRows>(
    world: World<Kind, Made>,
    rows: Rows<Proposed>,
    isFounded = true,
  ): Promise<QuorumWorld<Kind, Made, Proposed>> {
    const { transactions } = world.stores;
    const counters = await SealedCounters.open(rows.counters, world.token, transactions);
    const proposals = await Proposals.open(rows.proposals, world.token, transactions);
    const made = new QuorumWorld(world, rows, counters, proposals, await embeddedAuthorities(world));
    if (isFounded) await made.foundQuorum.run(made.quorum());
    return made;
  }

  /** The people as the operator's file names them. */
  quorum(threshold = 2): Quorum {
    return quorumOf(threshold, [...this.people, this.supervisor]);
  }

  /** What this person's passkey answers to the page that shows this proposal. */
  assertion({ authenticator }: Pick<TestApprover, 'authenticator'>, { statement }: Pick<ProposalView, 'statement'>, change?: CeremonyChange): Assertion {
    return authenticator.assert(proposalChallenge(statement), change);
  }

  approve(approver: TestApprover, proposal: Pick<ProposalView, 'proposalId' | 'statement'>, change?: CeremonyChange): Promise<ProposalView> {
    return this.approveProposal.run(proposal.proposalId, this.assertion(approver, proposal, change));
  }

  /** Proposed, and approved by the first two. */
  async decided(act: QuorumAct): Promise<ProposalView> {
    const proposal = await this.propose.run(act);
    await this.approve(this.people[0], proposal);
    return this.approve(this.people[1], proposal);
  }

  /** A signer who has a passkey. */
  async signer(change: Partial<PasskeyMeans> = {}, binding: Partial<BindingRecord> = {}): Promise<PasskeySigner> {
    const authenticator = SoftwareAuthenticator.make({ origin: APPROVAL, backupEligible: change.backupEligible ?? false });
    const passkey = passkeyMeans(authenticator, this.world.clock.now(), change);
    const signer = await this.world.signer({ binding });
    const account: Means = this.world.account(signer.account);
    await this.world.change(signer.credentialId, { means: [account, passkey] });
    return { ...signer, authenticator, passkey };
  }

  /** The signer's passkey over this draft's challenge, as the page would compute it. */
  present(
    { authenticator }: Pick<PasskeySigner, 'authenticator'>,
    { activationId, statement }: Pick<ActivationDraft, 'activationId' | 'statement'>,
    change?: CeremonyChange,
  ): Promise<EvidenceProgress> {
    return this.world.present.run(activationId, { kind: 'passkey', assertion: authenticator.assert(activationChallenge(statement), change) });
  }

  /** The binding record of a credential. */
  async binding(credentialId: string): Promise<BindingRecord> {
    const record = await this.world.records.find('binding', credentialId);
    if (!record) throw new Error('no such credential');
    return record.body;
  }
}
