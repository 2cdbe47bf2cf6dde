import { newId } from '@paraph/kernel';
import type { ContainedKeys } from '../src/domain/containers/contained-keys.js';
import { EndClosedContainers } from '../src/domain/containers/end-closed-containers.js';
import type { EnrolmentDraft } from '../src/domain/enrolment/enrolment.js';
import type { CertificateStores, memoryCertificateStores } from './certificate-stores.js';
import { SigningClient } from './client-keys.js';
import { DestructionWorld } from './destruction-world.js';
import { MemoryContainedKeys } from './memory-contained-keys.js';
import { openContainer, Sealing } from './sealing.js';
import { SUBSCRIBER, type TestSigner } from './world.js';

/** A seal whose certificate the embedded authority issued. */
export interface EnrolledSeal extends TestSigner {
  readonly certificate: Uint8Array;
}

/** Persons have credentials under it as well. */
const SEALS = { evidence: [['oidc'], ['order']], explicit: [['order']] } as const;

/** Containers with seals that were enrolled into them, and whoever ends the closed ones. */
export class ClosingWorld<Kind extends CertificateStores = ReturnType<typeof memoryCertificateStores>> {
  readonly ending: EndClosedContainers;

  private constructor(
    readonly destruction: DestructionWorld<Kind>,
    readonly client: SigningClient,
    readonly containerId: string,
    private readonly contained: ContainedKeys,
  ) {
    this.ending = this.replica();
  }

  static async make(): Promise<ClosingWorld> {
    const destruction = await DestructionWorld.make();
    return ClosingWorld.over(destruction, new MemoryContainedKeys(destruction.enrolling.stores));
  }

  static async over<Kind extends CertificateStores>(destruction: DestructionWorld<Kind>, contained: ContainedKeys): Promise<ClosingWorld<Kind>> {
    const { enrolling, changing } = destruction;
    for (const { policies } of [enrolling, changing.world]) policies.policy = { ...policies.policy, ...SEALS };
    const client = await SigningClient.make(changing.world);
    const containerId = await openContainer(changing.world, { clientId: client.clientId, limits: { perDay: 100 } });
    return new ClosingWorld(destruction, client, containerId, contained);
  }

  /** Another replica's hand in it, with nothing in its memory. */
  replica(contained = this.contained): EndClosedContainers {
    const { enrolling, changing, ends, through: orphans } = this.destruction;
    const { enrolments, destroyKey: unused } = enrolling;
    const { records, stores, clock } = changing.world;
    return new EndClosedContainers({ contained, enrolments, unused, orphans }, records, ends, stores.transactions, clock);
  }

  /** Another container of the same client. */
  container(): Promise<string> {
    return openContainer(this.destruction.changing.world, { clientId: this.client.clientId, limits: { perDay: 100 } });
  }

  async opened(containerId = this.containerId): Promise<EnrolmentDraft> {
    const { enrolling } = this.destruction;
    return (await enrolling.openEnrolment.run(enrolling.order({ subscriberId: SUBSCRIBER, containerId }))).draft;
  }

  async accepted(containerId = this.containerId): Promise<EnrolmentDraft> {
    const { enrolling } = this.destruction;
    const draft = await this.opened(containerId);
    await enrolling.acceptEnrolment.run(draft.enrolmentId, await enrolling.idToken(draft));
    return draft;
  }

  /** One that signs. */
  async seal(containerId = this.containerId): Promise<EnrolledSeal> {
    const { enrolling } = this.destruction;
    const { credentialId, keyId, signerId } = await this.accepted(containerId);
    const { der: certificate } = await enrolling.composeCertificate.run(credentialId);
    await enrolling.bindCertificate.run(credentialId, certificate);
    const binding = await enrolling.records.find('binding', credentialId);
    const publicKey = new Uint8Array(Buffer.from(binding?.body.publicKey ?? '', 'base64'));
    return { credentialId, keyId, signerId, publicKey, account: `account-of-${signerId}`, certificate };
  }

  sealing(seal: TestSigner, containerId = this.containerId): Sealing {
    return Sealing.of(this.destruction.changing.world, this.client, containerId, seal);
  }

  /** As the quorum's act does it. */
  async close(containerId = this.containerId): Promise<void> {
    const { records, stores, clock } = this.destruction.changing.world;
    const record = await records.find('container', containerId);
    if (!record) throw new Error('no container');
    const closure = { reason: 'The customer ended the contract.', closedAt: clock.now().toISOString(), closedBy: newId('prop') };
    const sealed = await records.sealNext(record, { ...record.body, state: 'closed', closure });
    await stores.transactions.run((transaction) => records.write(transaction, sealed));
  }

  /** State of the record, and whether the wrapped key is there. */
  async endOf({ credentialId, keyId }: Pick<TestSigner, 'credentialId' | 'keyId'>): Promise<readonly [string | undefined, boolean]> {
    const { records, stores } = this.destruction.changing.world;
    return [(await records.find('binding', credentialId))?.body.state, (await stores.keys.find(keyId)) !== undefined];
  }
}
