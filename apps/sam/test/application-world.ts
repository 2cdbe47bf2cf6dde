import { SAD_PREFIX } from '@paraph/contracts';
import { AuthoriseByLink } from '../src/domain/activation/authorise-by-link.js';
import { DescribeAuthorisation } from '../src/domain/activation/describe-authorisation.js';
import type { ExtensionRequest } from '../src/domain/activation/extend-activation.js';
import { RedeemActivation } from '../src/domain/activation/redeem-activation.js';
import { LinkOrigin } from '../src/domain/evidence/link/link-text.js';
import { SendLink } from '../src/domain/evidence/link/send-link.js';
import type { Policy } from '../src/domain/ports/policies.js';
import { outcomeOf, type Outcome } from './hostile/refusal.js';
import { TypedWorld } from './typed-world.js';
import { hashOf, type TestSigner, type World } from './world.js';

/** What an application may do without sending its signer to the authorisation server, over a small SAM whose signer has an account, a telephone and a PIN. */
export class ApplicationWorld {
  readonly byLink: AuthoriseByLink;
  readonly redemption: RedeemActivation;
  readonly description: DescribeAuthorisation;

  private constructor(
    readonly typed: TypedWorld,
    readonly ada: TestSigner,
  ) {
    const { world, replica, messages } = typed;
    const { records, policies, clock, stores, activations } = world;
    const origin = new LinkOrigin('https://identity.example');
    const sendLink = new SendLink({ records, policies, origin }, replica.counters, messages, stores.transactions, clock);
    this.byLink = new AuthoriseByLink(world.openActivation, world.drafts.act, sendLink, world.abandonActivation);
    this.redemption = new RedeemActivation(activations, world.issueSad, clock);
    this.description = new DescribeAuthorisation(records, policies, clock);
  }

  static async make(policy: Partial<Policy> = {}): Promise<ApplicationWorld> {
    const typed = await TypedWorld.make([['oidc']]);
    typed.world.policies.policy = { ...typed.world.policies.policy, ...policy };
    return new ApplicationWorld(typed, await typed.signer([typed.phone(), await typed.pin()]));
  }

  /** The same over a SAM and a signer that are there. */
  static over(typed: TypedWorld, ada: TestSigner): ApplicationWorld {
    return new ApplicationWorld(typed, ada);
  }

  get world(): World {
    return this.typed.world;
  }

  /** The SAD of a completed sign-in: what was named, and how many signatures in all. */
  async sad(documents: readonly string[], numSignatures = documents.length): Promise<string> {
    const { world, ada } = this;
    const draft = await world.openActivation.run({ ...world.opening(ada, documents), numSignatures });
    await world.signIn(ada, draft);
    return `${SAD_PREFIX}${(await world.issueSad.run({ activationId: draft.activationId, clientId: world.clientId })).sad}`;
  }

  /** Asks for signatures over documents of these names; answers what came of it. */
  sign(sad: string, ...documents: readonly string[]): Promise<Outcome> {
    const { world, ada } = this;
    return outcomeOf(world.token, () => world.signHash.run(world.request(ada, sad, documents)));
  }

  /** A request to extend; answers what came of it, with the next SAD where there is one. */
  async extend(sad: string, documents: readonly string[], how: Partial<ExtensionRequest> = {}): Promise<Outcome & { readonly next: string }> {
    const { world, ada } = this;
    const request = { sad, clientId: world.clientId, credentialId: ada.credentialId, hashes: documents.map(hashOf), ...how };
    let next = '';
    const outcome = await outcomeOf(world.token, async () => void (next = `${SAD_PREFIX}${(await world.extendActivation.run(request)).sad}`));
    return { ...outcome, next };
  }
}
