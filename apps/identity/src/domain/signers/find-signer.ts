import { type ClientStore } from '../ports/client-store.js';
import { type SignerStore, type ProvenIdentity, type Signer } from '../ports/signer-store.js';

/** The signer of a client's subscriber whom an identity provider proved. Other subscribers' signers are not looked at. */
export class FindSigner {
  constructor(
    private readonly clients: ClientStore,
    private readonly signers: SignerStore,
  ) {}

  async run(clientId: string, identity: ProvenIdentity): Promise<Signer | undefined> {
    const client = await this.clients.find(clientId);
    return client && this.signers.linkedTo(client.subscriberId, identity);
  }
}
