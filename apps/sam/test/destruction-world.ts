import { Asn1CertificateReader } from '../src/adapters/x509/asn1-certificate-reader.js';
import { EndActivations } from '../src/domain/activation/end-activations.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { CredentialEnds, DestroyCredential } from '../src/domain/changes/destroy-credential.js';
import { EndCertifiedKeys } from '../src/domain/changes/end-certified-keys.js';
import { EndKey } from '../src/domain/changes/end-key.js';
import { CertifyDestruction } from '../src/domain/destruction/certify-destruction.js';
import { DestroyExpired } from '../src/domain/destruction/destroy-expired.js';
import { Destructions } from '../src/domain/destruction/destructions.js';
import { KeyOwners } from '../src/domain/destruction/key-owners.js';
import { LookThroughKeys } from '../src/domain/destruction/look-through-keys.js';
import { ThisReplica } from '../src/domain/destruction/this-replica.js';
import { TryDestroyedKeys } from '../src/domain/destruction/try-destroyed-keys.js';
import { Revocations } from '../src/domain/x509/revocations.js';
import { statusIn } from './certificate-status.js';
import type { CertificateStores, memoryCertificateStores } from './certificate-stores.js';
import { ChangesWorld, type EquippedSigner } from './changes-world.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { SUBSCRIBER, World } from './world.js';

/** Credentials with certificates of the embedded authority, changed and ended by their signers. */
export class DestructionWorld<Kind extends CertificateStores = ReturnType<typeof memoryCertificateStores>> {
  readonly destroy: DestroyCredential;
  readonly endCertified: EndCertifiedKeys;
  readonly destroyExpired: DestroyExpired;
  readonly destructions: Destructions;
  readonly owners: KeyOwners;
  readonly through: LookThroughKeys;
  readonly ends: CredentialEnds;

  private constructor(
    readonly enrolling: EnrolmentWorld<Kind>,
    readonly changing: ChangesWorld<Kind, Kind>,
    revocations: Revocations,
  ) {
    const { world, changes, changeNotices, clock } = changing;
    const { transactions, destructions: rows } = world.stores;
    this.destructions = new Destructions(rows, world.keys, world.token, transactions, clock);
    const activations = new EndActivations(world.stores.activations, world.abandonActivation, clock);
    const ends = new CredentialEnds(new EndKey(world.keys, revocations, this.destructions, clock), activations, changeNotices);
    this.ends = ends;
    this.owners = new KeyOwners(enrolling.enrolments, world.records);
    this.through = new LookThroughKeys({ rows: world.stores.keys, keys: world.keys }, this.owners, this.destructions, transactions, clock);
    this.destroyExpired = new DestroyExpired(world.records, ends, transactions, clock);
    this.destroy = new DestroyCredential(changes, world.records, ends, world.stores.transactions);
    this.endCertified = new EndCertifiedKeys(enrolling.stores.certificates, world.records, ends, world.stores.transactions);
  }

  static async make(): Promise<DestructionWorld> {
    return DestructionWorld.over(await EnrolmentWorld.make());
  }

  static async over<Kind extends CertificateStores>(enrolling: EnrolmentWorld<Kind>): Promise<DestructionWorld<Kind>> {
    const { stores, token } = enrolling;
    const changing = await ChangesWorld.over(await World.over(stores, token), stores);
    const states = await AuthorityStates.open(stores.states, token, stores.transactions);
    return new DestructionWorld(enrolling, changing, new Revocations(stores.certificates, new Asn1CertificateReader(), states, stores.transactions));
  }

  /** A signer whose certificate the embedded authority issued, with a passkey. */
  async signer(): Promise<EquippedSigner & { readonly certificate: Uint8Array }> {
    const { enrolling, changing } = this;
    const { draft } = await enrolling.openEnrolment.run(enrolling.order({ subscriberId: SUBSCRIBER }));
    await enrolling.acceptEnrolment.run(draft.enrolmentId, await enrolling.idToken(draft));
    const { der: certificate } = await enrolling.composeCertificate.run(draft.credentialId);
    await enrolling.bindCertificate.run(draft.credentialId, certificate);
    const page = changing.page();
    const { credentialId, signerId, keyId } = draft;
    const binding = await changing.world.records.find('binding', credentialId);
    if (!binding) throw new Error('an enrolment that bound nothing');
    const { body } = binding;
    const { publicKey: spki } = body;
    // Under the policy that both worlds know.
    const equipped = { ...body, means: [...body.means, changing.passkeyMeans(page), changing.codeMeans()] };
    const sealed = await changing.world.records.sealNext(binding, equipped);
    await changing.world.stores.transactions.run((transaction) => changing.world.records.write(transaction, sealed));
    return { signerId, credentialId, keyId, publicKey: new Uint8Array(Buffer.from(spki, 'base64')), account: `account-of-${signerId}`, page, certificate };
  }

  /** A replica's look at destroyed keys, and the certificates it signs. */
  replica(name: string): { readonly trying: TryDestroyedKeys; readonly certify: CertifyDestruction } {
    const { stores, keys, records, authorityKeys, clock } = this.changing.world;
    const parts = { keys, replica: new ThisReplica(name) };
    const trying = new TryDestroyedKeys(stores.destructions, this.destructions, parts, stores.transactions, clock);
    return { trying, certify: new CertifyDestruction(this.destructions, trying, records, authorityKeys, clock) };
  }

  /** A change `destroy` that the signer approved. */
  async decided(signer: EquippedSigner): Promise<string> {
    const { changeId } = await this.changing.open(signer, { act: 'destroy' });
    const state = await this.changing.give(signer, changeId, 'passkey');
    if (state !== 'completed') throw new Error(state);
    return changeId;
  }

  /** What the embedded authority's OCSP says of a certificate. */
  async status({ certificate }: { readonly certificate: Uint8Array }): Promise<string> {
    const { response } = await this.enrolling.composeAnswer.run('issuing', this.serialOf(certificate));
    return statusIn(response);
  }

  /** Hexadecimal. */
  serialOf(certificate: Uint8Array): string {
    return this.enrolling.reader.read(certificate)?.serialNumber ?? '';
  }
}
