import { EndActivations } from '../src/domain/activation/end-activations.js';
import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { CredentialEnds } from '../src/domain/changes/destroy-credential.js';
import { EndKey } from '../src/domain/changes/end-key.js';
import { BackupLife } from '../src/domain/keys/backup-life.js';
import type { KeyRows } from '../src/domain/ports/key-rows.js';
import { DescribeServiceEnd } from '../src/domain/service-end/describe-service-end.js';
import { EndAllKeys } from '../src/domain/service-end/end-all-keys.js';
import { EndService } from '../src/domain/service-end/end-service.js';
import { ServiceEnd } from '../src/domain/service-end/service-end.js';
import { ServiceFigures, type ServiceCounts } from '../src/domain/service-end/service-figures.js';
import { EndIssuingAuthority } from '../src/domain/x509/end-issuing-authority.js';
import type { CertificateStores } from './certificate-stores.js';
import { DestructionWorld } from './destruction-world.js';

/** Counts of what is in memory: the keys. */
export class MemoryServiceFigures extends ServiceFigures {
  constructor(private readonly keys: KeyRows) {
    super();
  }

  override async count(): Promise<ServiceCounts> {
    const keys = (await this.keys.signers('', 1_000)).length;
    return { credentials: { active: keys }, containers: 0, keys, certificates: keys, elsewhere: 0, activations: 0 };
  }
}

/** One replica's hand in the end of the service. */
export interface EndingReplica {
  readonly end: ServiceEnd;
  readonly ending: EndService;
  readonly describe: DescribeServiceEnd;
}

/** Credentials of a service that ends. */
export class ServiceEndWorld {
  private constructor(
    readonly destruction: DestructionWorld,
    /** The replica that decides. */
    readonly first: EndingReplica,
  ) {}

  static async make(): Promise<ServiceEndWorld> {
    const destruction = await DestructionWorld.make();
    return new ServiceEndWorld(destruction, await endingReplica(destruction));
  }

  /** Another replica over the same stores, with nothing in its memory. */
  replica(): Promise<EndingReplica> {
    return endingReplica(this.destruction);
  }

  get stores(): DestructionWorld['enrolling']['stores'] {
    return this.destruction.enrolling.stores;
  }

  /** As the quorum's act does it. */
  decide(): Promise<void> {
    return this.stores.transactions.run((transaction) => this.first.end.decide(transaction, 'The provider ends its service.'));
  }

  /** Of all credentials. */
  async states(): Promise<readonly string[]> {
    const { records } = this.destruction.changing.world;
    const ids = [...this.stores.records.table.values()].filter(({ kind }) => kind === 'binding').map(({ id }) => id);
    return Promise.all(ids.map(async (id) => (await records.find('binding', id))?.body.state ?? 'none'));
  }

  /** Signers' keys that are there. */
  keys(): Promise<readonly string[]> {
    return this.stores.keys.signers('', 1_000);
  }

  eventsOf(type: string) {
    return this.stores.transactions.events.filter((event) => event.type === type);
  }
}

/** A replica over these stores, with nothing in its memory. */
export async function endingReplica<Kind extends CertificateStores>(destruction: DestructionWorld<Kind>, figures?: ServiceFigures): Promise<EndingReplica> {
  const { enrolling, changing, destructions, owners, endCertified } = destruction;
  const { world, changeNotices } = changing;
  const { stores, clock, token } = enrolling;
  const { transactions } = stores;
  const states = await AuthorityStates.open(stores.states, token, transactions);
  const { authorities, revocations, composeList: lists, authorityKeys } = enrolling;
  const parts = { authorities, revocations, lists, register: stores.certificates, keys: authorityKeys };
  const authority = new EndIssuingAuthority(parts, states, transactions, new BackupLife(), clock);
  const activations = new EndActivations(stores.activations, world.abandonActivation, clock);
  const ends = new CredentialEnds(new EndKey(world.keys, revocations, destructions, clock), activations, changeNotices);
  const end = new ServiceEnd(states, transactions, clock);
  const allKeys = new EndAllKeys({ rows: stores.keys, keys: world.keys, owners }, world.records, ends, transactions);
  const ending = new EndService(end, { allKeys, authority, certifiedKeys: endCertified }, transactions);
  return { end, ending, describe: new DescribeServiceEnd(end, figures ?? new MemoryServiceFigures(stores.keys), authority, new BackupLife(), clock) };
}
