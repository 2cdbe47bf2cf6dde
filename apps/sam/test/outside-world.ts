import { PART_BYTES } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import type { EnrolmentDraft } from '../src/domain/enrolment/enrolment.js';
import { EndActivations } from '../src/domain/activation/end-activations.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { ChangeNotices } from '../src/domain/changes/change-notices.js';
import { CredentialEnds } from '../src/domain/changes/destroy-credential.js';
import { Destructions } from '../src/domain/destruction/destructions.js';
import { EndKey } from '../src/domain/changes/end-key.js';
import { SuspendCredential } from '../src/domain/changes/suspend-credential.js';
import { Notices } from '../src/domain/ports/notices.js';
import { Refusals } from '../src/domain/refusals.js';
import { DescribeRegistration } from '../src/domain/registration/describe-registration.js';
import { ProtectMessage } from '../src/domain/registration/protect-message.js';
import { ProtectedSubjects } from '../src/domain/registration/protected-subjects.js';
import { ProtectionRules } from '../src/domain/registration/protection-rules.js';
import { EndByProof } from '../src/domain/revocation-proof/end-by-proof.js';
import { OfferedProofs } from '../src/domain/revocation-proof/offered-proofs.js';
import { ProofJudge, type ProofKind } from '../src/domain/revocation-proof/proof-judge.js';
import { RevokeByProof } from '../src/domain/revocation-proof/revoke-by-proof.js';
import type { CertificateContent } from '../src/domain/x509/contents.js';
import { Revocations } from '../src/domain/x509/revocations.js';
import { SignerRecords } from '../src/domain/x509/signer-records.js';
import { memoryCertificateStores } from './certificate-stores.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { FakeToken } from './fake-token.js';
import { MemoryProofParts } from './memory-proof-parts.js';
import { digestOf, OutsideAuthority } from './outside-authority.js';
import { SUBSCRIBER, World, type TestSigner } from './world.js';

/** The authority of the policy, as the SAM's file names it. */
export const OUTSIDE = 'outside';

/** No signer here has an address. */
class NoNotices extends Notices {
  override send(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** A proven signer with the request that goes to the authority. */
export interface AcceptedSigner {
  readonly draft: EnrolmentDraft;
  readonly credentialId: string;
  /** PKCS#10, DER. */
  readonly csr: Uint8Array;
  readonly about: Pick<CertificateContent, 'subject' | 'publicKey'>;
}

/** A signer whose certificate the authority elsewhere issued. */
export interface OutsideSigner extends TestSigner {
  readonly certificate: Uint8Array;
  readonly serialNumber: string;
}

/** A whole SAM whose credentials an authority elsewhere certifies. */
export class OutsideWorld {
  readonly parts = new MemoryProofParts();
  readonly changeNotices: ChangeNotices;
  readonly proofs: OfferedProofs;
  readonly revoke: RevokeByProof;
  readonly suspend: SuspendCredential;
  readonly describeRegistration: DescribeRegistration;
  readonly protect: ProtectMessage;
  readonly signers: SignerRecords;

  private constructor(
    readonly enrolling: EnrolmentWorld,
    readonly world: World<EnrolmentWorld['stores']>,
    readonly authority: OutsideAuthority,
    revocations: Revocations,
  ) {
    const { clock, trusted, reader, policies, composer, authorityKeys } = enrolling;
    const { records, keys, stores } = world;
    const { transactions } = stores;
    const refusals = new Refusals(transactions);
    this.changeNotices = new ChangeNotices(new NoNotices(), transactions, clock);
    const ends = new CredentialEnds(
      new EndKey(keys, revocations, new Destructions(stores.destructions, keys, world.token, transactions, clock), clock),
      new EndActivations(stores.activations, world.abandonActivation, clock),
      this.changeNotices,
    );
    this.proofs = new OfferedProofs(this.parts, clock);
    this.revoke = new RevokeByProof(this.proofs, new ProofJudge(trusted, reader, clock), new EndByProof(records, ends, transactions), refusals);
    this.suspend = new SuspendCredential(records, this.changeNotices, transactions);
    this.signers = new SignerRecords(records, keys, policies);
    this.describeRegistration = new DescribeRegistration(authorityKeys, composer);
    const subjects = new ProtectedSubjects(records, policies, trusted, new ProtectionRules(this.signers, reader));
    this.protect = new ProtectMessage(subjects, authorityKeys, transactions, refusals, clock);
  }

  static async make(clock = new FakeClock()): Promise<OutsideWorld> {
    const enrolling = await EnrolmentWorld.over({ stores: memoryCertificateStores(), token: new FakeToken(), clock });
    const { stores, token, policies, reader } = enrolling;
    policies.policy = { ...policies.policy, certificate: { ...policies.policy.certificate, authority: OUTSIDE } };
    const authority = await OutsideAuthority.make(clock);
    enrolling.trusted.list.push(authority.trusted(OUTSIDE));
    const states = await AuthorityStates.open(stores.states, token, stores.transactions);
    const revocations = new Revocations(stores.certificates, reader, states, stores.transactions);
    return new OutsideWorld(enrolling, await World.over(stores, token), authority, revocations);
  }

  /** A signer who was proven and has no certificate yet. */
  async accepted(): Promise<AcceptedSigner> {
    const { enrolling } = this;
    const { draft } = await enrolling.openEnrolment.run(enrolling.order({ subscriberId: SUBSCRIBER }));
    const { csr } = await enrolling.acceptEnrolment.run(draft.enrolmentId, await enrolling.idToken(draft));
    const { publicKey, terms } = await this.signers.find(draft.credentialId);
    return { draft, credentialId: draft.credentialId, csr, about: { subject: terms.subject, publicKey } };
  }

  /** A signer whose certificate is bound. */
  async signer(change: Partial<CertificateContent> = {}): Promise<OutsideSigner> {
    const { draft, about } = await this.accepted();
    const certificate = await this.authority.certificate(about, change);
    await this.enrolling.bindCertificate.run(draft.credentialId, certificate);
    const { signerId, credentialId, keyId } = draft;
    const { publicKey } = about;
    return { signerId, credentialId, keyId, publicKey, account: `account-of-${signerId}`, certificate, serialNumber: this.authority.serialOf(certificate) };
  }

  /** Brings a statement in parts, and asks for the end it proves. */
  async prove({ credentialId }: Pick<OutsideSigner, 'credentialId'>, statement: Uint8Array, kind: ProofKind = 'crl'): Promise<Date> {
    await this.offer(statement);
    return this.revoke.run({ credentialId, kind, digest: digestOf(statement) });
  }

  async offer(statement: Uint8Array): Promise<void> {
    const parts = Math.max(1, Math.ceil(statement.length / PART_BYTES));
    const digest = digestOf(statement);
    for (let part = 0; part < parts; part += 1)
      await this.proofs.offer({ digest, part, parts, bytes: statement.subarray(part * PART_BYTES, (part + 1) * PART_BYTES) });
  }

  /** Does everything a good client and a good signer do to get a signature. */
  async sign(signer: TestSigner): Promise<unknown> {
    const sad = await this.world.sad(signer);
    return this.world.signHash.run(this.world.request(signer, sad));
  }

  async state({ credentialId }: Pick<OutsideSigner, 'credentialId'>): Promise<string | undefined> {
    return (await this.world.records.find('binding', credentialId))?.body.state;
  }

  /** Why the last of these refusals was one, as the audit record has it. */
  async reason(type: 'revocation-refused' | 'protection-refused' | 'certificate-refused'): Promise<string | undefined> {
    return (await this.enrolling.stores.events()).findLast((event) => event.type === type)?.particulars?.['reason'];
  }
}
