import { AuthorityStates } from '../src/domain/authority-state/authority-states.js';
import { ContainerDays } from '../src/domain/containers/container-days.js';
import { ChooseDigests } from '../src/domain/activation/choose-digests.js';
import { SealedProgress } from '../src/domain/activation/sealed-progress.js';
import { KeyStore } from '../src/domain/keys/key-store.js';
import type { Token } from '../src/domain/ports/token.js';
import type { Transactions } from '../src/domain/ports/transactions.js';
import { Refusals } from '../src/domain/refusals.js';
import { ActivationLedger, LEDGER_LIMITS } from '../src/domain/signing/activation-ledger.js';
import { LedgerGroup } from '../src/domain/signing/ledger-group.js';
import { MatchRequest } from '../src/domain/signing/match-request.js';
import { ReconcileAttempts } from '../src/domain/signing/reconcile-attempts.js';
import { ReserveSignatures } from '../src/domain/signing/reserve-signatures.js';
import { SignHash } from '../src/domain/signing/sign-hash.js';
import { SignReserved } from '../src/domain/signing/sign-reserved.js';
import { UsableCredentials } from '../src/domain/records/usable-credential.js';
import type { Stores } from './stores.js';
import type { World } from './world.js';

/** What a process opens with a key of the token. */
interface Opened {
  readonly progress: SealedProgress;
  readonly states: AuthorityStates;
}

/** What signs in one process of the SAM: it shares stores with others, and no memory. */
export class SamReplica {
  readonly signHash: SignHash;
  readonly reconcile: ReconcileAttempts;

  private constructor(world: World<Stores, Token>, { progress, states }: Opened, { stores, token, transactions }: Required<ReplicaParts>) {
    const { journal, evidence } = stores;
    const { clock } = world;
    const limits = { ...LEDGER_LIMITS, pausesMs: [1, 2, 4] };
    const ledger = new ActivationLedger(
      new LedgerGroup(transactions, { progress, journal, used: evidence, days: new ContainerDays(states) }, clock),
      transactions,
      clock,
      limits,
    );
    const match = new MatchRequest(world.activations, world.records, new UsableCredentials(world.records, world.algorithms, clock, world.containers));
    const late = { choose: new ChooseDigests(world.activations, world.policies, evidence, clock), journal };
    const signReserved = new SignReserved(new KeyStore(stores.keys, token, transactions), ledger);
    this.signHash = new SignHash(world.verifySad, new ReserveSignatures(match, late), ledger, signReserved, new Refusals(transactions));
    this.reconcile = new ReconcileAttempts(journal, progress, transactions, clock);
  }

  /** One more process beside a world's own. */
  static async of(
    world: World<Stores, Token>,
    { stores = world.stores, token = world.token, transactions = stores.transactions }: ReplicaParts = {},
  ): Promise<SamReplica> {
    const states = await AuthorityStates.open(world.stateRows, world.token, transactions);
    return new SamReplica(world, { progress: await SealedProgress.open(stores.activations, world.token), states }, { stores, token, transactions });
  }
}

/** What of a replica a test may give instead of the world's. */
export interface ReplicaParts {
  readonly stores?: Stores;
  readonly token?: Token;
  readonly transactions?: Transactions;
}
