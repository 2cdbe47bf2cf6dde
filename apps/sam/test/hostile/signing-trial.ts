import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import { World, type TestSigner } from '../world.js';
import { outcomeOf, type Outcome } from './refusal.js';

/** One signature over what was approved. */
export const SIGNED_ONCE: Outcome = { code: 'done', signed: 1 };

/** Somebody holds a SAD, or says so, and asks for signatures. */
export class SigningTrial {
  private constructor(
    readonly world: World,
    readonly ada: TestSigner,
  ) {}

  static async make(): Promise<SigningTrial> {
    const world = await World.make();
    return new SigningTrial(world, await world.signer());
  }

  /** Asks for signatures; answers what came of it. */
  sign(request: SignatureRequest): Promise<Outcome> {
    return outcomeOf(this.world.token, () => this.world.signHash.run(request));
  }

  /** A SAD that the signer approved, and a good request to sign by it. */
  async approved(documents?: readonly string[]): Promise<SignatureRequest> {
    return this.world.request(this.ada, await this.world.sad(this.ada, documents), documents);
  }

  /** What the last event says of a refusal. */
  async lastEvent(): Promise<string | undefined> {
    return (await this.world.eventTypes()).at(-1);
  }
}
