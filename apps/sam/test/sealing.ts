import { SAD_PREFIX, type ContainerLimits } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { ContainerRecord } from '../src/domain/records/record-kinds.js';
import type { Token } from '../src/domain/ports/token.js';
import type { SignHash } from '../src/domain/signing/sign-hash.js';
import type { SignatureRequest } from '../src/domain/signing/signature-request.js';
import { SigningClient } from './client-keys.js';
import type { Stores } from './stores.js';
import { hashOf, SHA256, SUBSCRIBER, type TestSigner, type World } from './world.js';

/** A customer's container in a world, with its client and a seal in it. */
export class Sealing {
  private constructor(
    readonly world: World<Stores, Token>,
    readonly client: SigningClient,
    readonly containerId: string,
    readonly seal: TestSigner,
  ) {}

  static async make(world: World<Stores, Token>, limits: ContainerLimits, client?: SigningClient): Promise<Sealing> {
    const policy = { ...world.policies.policy, evidence: [['order']], explicit: [['order']], openDrafts: { perCredential: 500, perClient: 500 } } as const;
    world.policies.policy = policy;
    const theirs = client ?? (await SigningClient.make(world));
    const containerId = await openContainer(world, { clientId: theirs.clientId, limits });
    const means = [{ kind: 'order', meansId: newId('mns'), usableFrom: '2020-01-01T00:00:00.000Z', clientId: theirs.clientId } as const];
    return new Sealing(world, theirs, containerId, await world.signer({ binding: { means, containerId } }));
  }

  /** A seal that was enrolled into a container of this client. */
  static of(world: World<Stores, Token>, client: SigningClient, containerId: string, seal: TestSigner): Sealing {
    return new Sealing(world, client, containerId, seal);
  }

  opening(documents: readonly string[], clientId = this.client.clientId) {
    return { ...this.world.opening(this.seal, documents), clientId };
  }

  order(documents: readonly string[], client = this.client): Promise<string> {
    return client.order({ credentialId: this.seal.credentialId, hashes: documents.map(hashOf) });
  }

  /** The SAD that the client's order gives for these. */
  async sad(documents: readonly string[], client = this.client): Promise<string> {
    const authData = [{ id: 'order', value: await this.order(documents, client) }];
    const { sad } = await this.world.authoriseExplicitly.run({ ...this.opening(documents, client.clientId), hashAlgorithmOid: SHA256 }, authData);
    return `${SAD_PREFIX}${sad}`;
  }

  request(sad: string, documents: readonly string[], clientId = this.client.clientId): SignatureRequest {
    return { ...this.world.request(this.seal, sad, documents), clientId };
  }

  /** From the order to the signatures, in some replica. */
  async run(documents: readonly string[], signHash: SignHash = this.world.signHash): Promise<readonly string[]> {
    return signHash.run(this.request(await this.sad(documents), documents));
  }

  /** Writes the next version of the container's record. */
  async change(change: Partial<ContainerRecord>): Promise<void> {
    const { records, stores } = this.world;
    const record = await records.find('container', this.containerId);
    if (!record) throw new Error('no container');
    const sealed = await records.sealNext(record, { ...record.body, ...change });
    await stores.transactions.run((transaction) => records.write(transaction, sealed));
  }
}

/** A container that a quorum opened before the test begins. */
export async function openContainer(
  world: World<Stores, Token>,
  change: Partial<ContainerRecord> & Pick<ContainerRecord, 'clientId' | 'limits'>,
): Promise<string> {
  const containerId = newId('ctr');
  const body: ContainerRecord = { state: 'open', subscriberId: SUBSCRIBER, name: 'Container of a test', openedBy: newId('prop'), ...change };
  const sealed = await world.records.sealNew('container', containerId, body);
  await world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));
  return containerId;
}
