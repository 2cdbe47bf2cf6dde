import { describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import fc from 'fast-check';
import { World, type TestSigner } from './world.js';
import type { ActivationDraft } from '../src/domain/activation/activation.js';

/** What anybody may try, in any order. Numbers choose a document by its place. */
type Step =
  | { readonly do: 'evidence' }
  | { readonly do: 'wrong-evidence' }
  | { readonly do: 'abandon' }
  | { readonly do: 'issue' }
  | { readonly do: 'sign'; readonly places: readonly number[] }
  | { readonly do: 'sign-foreign' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'suspend' }
  | { readonly do: 'fault' };

const act = fc.constantFrom<Step>(
  { do: 'evidence' },
  { do: 'wrong-evidence' },
  { do: 'abandon' },
  { do: 'issue' },
  { do: 'sign-foreign' },
  { do: 'suspend' },
  { do: 'fault' },
);
const sign = fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }).map((places): Step => ({ do: 'sign', places }));
const wait = fc.integer({ min: 1, max: 250 }).map((seconds): Step => ({ do: 'wait', seconds }));

/** Most runs begin where there is something to sign: chance alone seldom gets there before the draft is too old. */
const beginning = fc.constantFrom<Step[]>([], [{ do: 'evidence' }], [{ do: 'evidence' }, { do: 'issue' }], [{ do: 'evidence' }, { do: 'issue' }]);
const steps = fc
  .tuple(beginning, fc.array(fc.oneof({ arbitrary: act, weight: 4 }, { arbitrary: sign, weight: 5 }, { arbitrary: wait, weight: 1 }), { maxLength: 20 }))
  .map(([first, rest]) => [...first, ...rest]);

/** What a plain reading of the standard allows: kept beside the SAM, and far simpler than it. */
class Model {
  state: 'draft' | 'completed' | 'issued' | 'over' = 'draft';
  isSuspended = false;
  left: string[];

  constructor(documents: readonly string[]) {
    this.left = [...documents];
  }

  maySign(wanted: readonly string[]): boolean {
    const left = [...this.left];
    return this.state === 'issued' && !this.isSuspended && wanted.every((one) => left.includes(one) && left.splice(left.indexOf(one), 1).length === 1);
  }

  take(wanted: readonly string[]): void {
    for (const one of wanted) this.left.splice(this.left.indexOf(one), 1);
  }
}

const DOCUMENTS = ['a', 'b', 'b', 'c'];

describe('an activation, whatever is tried and in whatever order', () => {
  it('never signs what a plain model does not allow, nor twice, nor asks the token for it', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (tried) => {
        const world = await World.make();
        const ada = await world.signer();
        const draft = await world.open(ada, DOCUMENTS);
        const run = new Run(world, ada, draft);
        for (const step of tried) await run.take(step);
        expect(run.signed.length).toBeLessThanOrEqual(DOCUMENTS.length);
        for (const document of new Set(DOCUMENTS)) {
          const authorised = DOCUMENTS.filter((one) => one === document).length;
          expect(run.signed.filter((one) => one === document).length).toBeLessThanOrEqual(authorised);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

/** One activation, the SAM and the model side by side. */
class Run {
  readonly model = new Model(DOCUMENTS);
  readonly signed: string[] = [];
  private sad: string | undefined;
  private readonly openedAt: number;
  private issuedAt = 0;

  constructor(
    private readonly world: World,
    private readonly ada: TestSigner,
    private readonly draft: ActivationDraft,
  ) {
    this.openedAt = world.clock.now().getTime();
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'evidence':
        return this.evidence();
      case 'wrong-evidence':
        return this.wrongEvidence();
      case 'abandon':
        await this.world.abandonActivation.run(this.draft.activationId, 'revoked');
        this.model.state = 'over';
        return;
      case 'issue':
        return this.issue();
      case 'sign':
        return this.sign(step.places.map((place) => DOCUMENTS[place] ?? ''));
      case 'sign-foreign':
        return this.sign(['mortgage']);
      case 'wait':
        this.world.clock.advance(step.seconds * 1_000);
        return;
      case 'suspend':
        await this.world.change(this.ada.credentialId, { state: 'suspended' });
        this.model.isSuspended = true;
        return;
      case 'fault':
        this.isFaulty = true;
    }
  }

  private isFaulty = false;

  private get now(): number {
    return this.world.clock.now().getTime();
  }

  private async evidence(): Promise<void> {
    const isInTime = this.now < this.openedAt + 600_000;
    const allowed = this.model.state === 'draft' && isInTime && !this.model.isSuspended;
    const result = await this.world.signIn(this.ada, this.draft).then(
      ({ state }) => state,
      () => 'refused',
    );
    expect(result).toBe(allowed ? 'completed' : 'refused');
    if (allowed) this.model.state = 'completed';
  }

  private async wrongEvidence(): Promise<void> {
    const stranger = await this.world.signIn({ account: 'somebody else' }, this.draft).then(
      () => 'taken',
      () => 'refused',
    );
    expect(stranger).toBe('refused');
  }

  private async issue(): Promise<void> {
    const { activationId } = this.draft;
    const issued = await this.world.issueSad.run({ activationId, clientId: this.world.clientId }).catch(() => undefined);
    if (this.model.state !== 'completed') expect(issued).toBeUndefined();
    if (!issued) return;
    this.sad = `${SAD_PREFIX}${issued.sad}`;
    this.issuedAt = this.now;
    this.model.state = 'issued';
  }

  private async sign(wanted: readonly string[]): Promise<void> {
    if (this.sad === undefined) return;
    const before = this.world.token.counters.signCalls;
    const isInTime = this.now < this.issuedAt + 300_000;
    const allowed = this.model.maySign(wanted) && isInTime;
    // Only where the token is about to be asked: the same token signs SADs and statements.
    if (allowed && this.isFaulty) this.world.token.failNextSignature('hsm.ambiguous');
    const result = await this.world.signHash.run(this.world.request(this.ada, this.sad, wanted)).then(
      () => 'signed',
      () => 'refused',
    );
    const asked = this.world.token.counters.signCalls - before;
    if (!allowed) expect({ result, asked }).toEqual({ result: 'refused', asked: 0 });
    else if (!this.isFaulty) expect({ result, asked }).toEqual({ result: 'signed', asked: wanted.length });
    if (!allowed) return;
    if (result === 'signed') this.signed.push(...wanted);
    // A fault burns what was reserved: it is spent whether or not it was signed.
    this.model.take(wanted);
    this.isFaulty = false;
  }
}
