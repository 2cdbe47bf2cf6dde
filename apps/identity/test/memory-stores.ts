import type { Client } from '../src/domain/clients/client.js';
import { ClientStore, type ClientChange } from '../src/domain/ports/client-store.js';
import type { IdentityEvent } from '../src/domain/ports/events.js';
import { ProtocolObjects, type KeptObject, type ProtocolObject } from '../src/domain/ports/protocol-objects.js';
import { SubscriberStore, type Subscriber } from '../src/domain/ports/subscriber-store.js';
import { SignerStore, type KnownSigner, type ProvenIdentity, type Signer } from '../src/domain/ports/signer-store.js';

/** Clients in memory. */
export class MemoryClientStore extends ClientStore {
  readonly #all = new Map<string, Client>();

  override async add(client: Client): Promise<void> {
    this.#all.set(client.id, client);
  }

  override async change(id: string, change: ClientChange): Promise<boolean> {
    const client = this.#all.get(id);
    if (client !== undefined) this.#all.set(id, { ...client, ...change });
    return client !== undefined;
  }

  override async end(id: string): Promise<boolean> {
    return this.#all.delete(id);
  }

  override async find(id: string): Promise<Client | undefined> {
    return this.#all.get(id);
  }

  override async browserOrigins(): Promise<string[]> {
    return [...new Set([...this.#all.values()].flatMap(({ settings }) => settings.browserOrigins))];
  }
}

/** Subscribers in memory: everybody is under contract. */
export class MemorySubscriberStore extends SubscriberStore {
  override async add(): Promise<void> {}

  override async exists(): Promise<boolean> {
    return true;
  }

  override async changeContact(): Promise<boolean> {
    return true;
  }

  override async find(id: string): Promise<Subscriber | undefined> {
    return { id, name: 'Example Ltd' };
  }
}

/** Signers in memory, with the events that came with their links. */
export class MemorySignerStore extends SignerStore {
  readonly events: IdentityEvent[] = [];
  readonly #signers = new Map<string, Signer>();
  readonly #links: { readonly signerId: string; readonly identity: ProvenIdentity }[] = [];
  /** Identities of operators. */
  readonly operators: ProvenIdentity[] = [];
  failure: Error | undefined;

  override async add(signer: Signer): Promise<void> {
    this.#signers.set(signer.id, signer);
  }

  override async find(id: string): Promise<Signer | undefined> {
    return this.#signers.get(id);
  }

  override async link(signerId: string, identity: ProvenIdentity, event: IdentityEvent): Promise<boolean> {
    if (this.failure) throw this.failure;
    if (await this.isOperators(identity)) return false;
    const own = this.#signers.get(signerId);
    const known = await this.linkedTo(own?.subscriberId ?? '', identity);
    if (known !== undefined) return known.id === signerId;
    this.#links.push({ signerId, identity });
    this.events.push(event);
    return true;
  }

  override async isOperators({ issuer, subject }: ProvenIdentity): Promise<boolean> {
    return this.operators.some((one) => one.issuer === issuer && one.subject === subject);
  }

  override async knownBy(identity: ProvenIdentity): Promise<KnownSigner[]> {
    return this.linked(identity).map((signer) => ({ ...signer, subscriberName: `Subscriber ${signer.subscriberId}` }));
  }

  override async linkedTo(subscriberId: string, identity: ProvenIdentity): Promise<Signer | undefined> {
    return this.linked(identity).find((signer) => signer.subscriberId === subscriberId);
  }

  private linked({ issuer, subject }: ProvenIdentity): Signer[] {
    const links = this.#links.filter(({ identity }) => identity.issuer === issuer && identity.subject === subject);
    return links.flatMap(({ signerId }) => this.#signers.get(signerId) ?? []);
  }
}

/** The authorisation server's objects in memory. */
export class MemoryProtocolObjects extends ProtocolObjects {
  readonly events: IdentityEvent[] = [];
  readonly all = new Map<string, KeptObject>();

  override async put(object: ProtocolObject, event?: IdentityEvent): Promise<void> {
    const key = `${object.kind} ${object.digest}`;
    this.all.set(key, { ...this.all.get(key), ...object });
    if (event) this.events.push(event);
  }

  override async find(kind: string, digest: string): Promise<KeptObject | undefined> {
    return this.all.get(`${kind} ${digest}`);
  }

  override async consume(): Promise<boolean> {
    throw new Error('nothing here is consumed');
  }

  override async revoke(kind: string, digest: string, event?: IdentityEvent): Promise<void> {
    const object = this.all.get(`${kind} ${digest}`);
    if (object === undefined || object.revokedAt !== undefined) return;
    this.all.set(`${kind} ${digest}`, { ...object, revokedAt: new Date() });
    if (event) this.events.push(event);
  }

  override async revokeByGrant(kind: string, grantId: string, event?: IdentityEvent): Promise<void> {
    const all = [...this.all.values()].filter((one) => one.kind === kind && one.grantId === grantId && one.revokedAt === undefined);
    for (const { digest } of all) await this.revoke(kind, digest);
    if (event && all.length > 0) this.events.push(event);
  }

  override async purge(before: Date): Promise<void> {
    for (const [key, { expiresAt }] of this.all) if (expiresAt < before) this.all.delete(key);
  }
}
