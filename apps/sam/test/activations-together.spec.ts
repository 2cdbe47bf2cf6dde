import { describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { activationChallenge, newId } from '@paraph/kernel';
import fc from 'fast-check';
import type { ActivationDraft } from '../src/domain/activation/activation.js';
import { ActivationModel, CHOICE, DOCUMENTS, type Step } from './activation-model.js';
import { ChangesWorld, type EquippedSigner } from './changes-world.js';
import { runs, TIMEOUT } from './fuzz/runs.js';
import { hashOf, SHA256, SUBSCRIBER } from './world.js';

const of = fc.nat(1);
const by = fc.nat(1);
const documents = fc.array(fc.constantFrom('a', 'b', 'chosen', 'mortgage'), { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('give' as const), of, kind: fc.constantFrom('passkey', 'oidc', 'pin') }), weight: 5 },
  {
    arbitrary: of.chain((place) => fc.record({ do: fc.constant('issue' as const), of: fc.constant(place), by: fc.constantFrom(place, place, 1 - place) })),
    weight: 3,
  },
  {
    arbitrary: of.chain((place) =>
      fc.record({ do: fc.constant('sign' as const), of: fc.constant(place), by: fc.constantFrom(place, place, place, 1 - place), wanted: documents }),
    ),
    weight: 7,
  },
  { arbitrary: fc.record({ do: fc.constant('extend' as const), of, by, document: fc.constantFrom('chosen', 'a', 'mortgage') }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('abandon' as const), of }), weight: 1 },
  { arbitrary: fc.constantFrom<Step>({ do: 'suspend' }, { do: 'resume' }, { do: 'resume' }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 200 }) }), weight: 1 },
);
/** Most runs begin where something can happen at all. */
const ready: Step[] = [0, 1].flatMap((place): Step[] => [
  { do: 'give', of: place, kind: place === 0 ? 'passkey' : 'oidc' },
  ...(place === 0 ? [] : [{ do: 'give', of: place, kind: 'pin' } as const]),
  { do: 'issue', of: place, by: place },
]);
const beginning = fc.constantFrom<Step[]>([], ready, ready, ready.slice(0, 2));

/** Two activations of one credential for two clients, the SAM and the model side by side. */
class Run {
  readonly model = new ActivationModel();
  private readonly sads = new Map<number, string>();
  private signatures = 0;

  private constructor(
    private readonly world: ChangesWorld,
    private readonly ada: EquippedSigner,
    private readonly clients: readonly [string, string],
    private readonly drafts: readonly [ActivationDraft, ActivationDraft],
  ) {}

  static async make(): Promise<Run> {
    const changes = await ChangesWorld.make({ evidence: [['passkey'], ['oidc', 'pin']], counted: 'free' });
    const { world } = changes;
    const ada = await changes.signer();
    const other = newId('cli');
    await world.recordClient.run(other, { subscriberId: SUBSCRIBER, name: 'Another application', multisign: 100, keys: [] });
    const clients = [world.clientId, other] as const;
    const open = (clientId: string) => world.openActivation.run({ ...world.opening(ada, DOCUMENTS), clientId, numSignatures: DOCUMENTS.length + CHOICE });
    return new Run(changes, ada, clients, [await open(clients[0]), await open(clients[1])]);
  }

  /** One step: the SAM does exactly what the model allows, no more and no less. */
  async alone(one: Step): Promise<void> {
    const allowed = this.model.allows(one);
    expect({ step: one, succeeded: await this.try(one) }).toEqual({ step: one, succeeded: allowed });
    if (allowed) this.take(one);
    this.expectSignatures();
  }

  /** Several at once: whatever succeeded can be put in an order in which the model allows each of it. */
  async together(steps: readonly Step[]): Promise<void> {
    const held = this.model.holding(steps);
    const outcomes = await Promise.all(steps.map((one) => this.try(one)));
    const succeeded = held.filter((_, place) => outcomes[place]);
    const order = orders(succeeded).find((one) => this.model.allowsAll(one));
    expect(order ?? { unexplained: succeeded }).toBe(order);
    for (const one of order ?? []) this.take(one);
    this.expectSignatures();
  }

  private take(one: Step): void {
    this.model.take(one);
    if (one.do === 'sign') this.signatures += one.wanted.length;
  }

  /** The token signed with the signer's key for what succeeded, and for nothing else. */
  private expectSignatures(): void {
    expect(this.signed).toBe(this.signatures);
  }

  signed = 0;
  count(): this {
    const { token } = this.world;
    const sign = token.sign.bind(token);
    token.sign = (key, digest, scheme) => {
      if (key.wrapped.use === 'signer') this.signed += 1;
      return sign(key, digest, scheme);
    };
    return this;
  }

  private try(one: Step): Promise<boolean> {
    return this.do(one).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code === undefined) throw error;
        return false;
      },
    );
  }

  private async do(one: Step): Promise<unknown> {
    const { world } = this.world;
    switch (one.do) {
      case 'give': {
        const { activationId, statement } = this.draft(one.of);
        return world.present.run(activationId, await this.world.evidence(this.ada, one.kind, activationChallenge(statement)));
      }
      case 'issue': {
        const { activationId } = this.draft(one.of);
        const { sad } = await world.issueSad.run({ activationId, clientId: this.client(one.by) });
        return this.sads.set(one.of, `${SAD_PREFIX}${sad}`);
      }
      case 'sign':
        return world.signHash.run({ ...world.request(this.ada, this.sad(one.of), one.wanted), clientId: this.client(one.by) });
      case 'extend': {
        const about = { sad: this.sad(one.of), clientId: this.client(one.by), credentialId: this.ada.credentialId, hashAlgorithmOid: SHA256 };
        const { sad } = await world.extendActivation.run({ ...about, hashes: [hashOf(one.document)] });
        return this.sads.set(one.of, `${SAD_PREFIX}${sad}`);
      }
      case 'abandon':
        return world.abandonActivation.run(this.draft(one.of).activationId, 'revoked');
      case 'suspend':
      case 'resume':
        return world.change(this.ada.credentialId, { state: one.do === 'suspend' ? 'suspended' : 'active' });
      case 'wait':
        return this.world.clock.advance(one.seconds * 1_000);
    }
  }

  private draft(place: number): ActivationDraft {
    const [first, second] = this.drafts;
    return place === 0 ? first : second;
  }

  private client(place: number): string {
    const [first, second] = this.clients;
    return place === 0 ? first : second;
  }

  private sad(place: number): string {
    return this.sads.get(place) ?? `${SAD_PREFIX}none`;
  }
}

/** All orders of a few steps; equal ones are not told apart. */
function orders(steps: readonly Step[]): readonly (readonly Step[])[] {
  if (steps.length === 0) return [[]];
  const firsts = steps.map((one, place) => [one, place] as const).filter(([one, place]) => steps.indexOf(one) === place);
  return firsts.flatMap(([one, place]) => orders(steps.filter((_, other) => other !== place)).map((rest) => [one, ...rest]));
}

describe('two activations of one credential, for two clients', () => {
  it(
    'do what a plain model allows, whatever is given, added and tried, in whatever order',
    async () => {
      await fc.assert(
        fc.asyncProperty(beginning, fc.array(step, { maxLength: 18 }), async (first, rest) => {
          const run = (await Run.make()).count();
          for (const one of [...first, ...rest]) await run.alone(one);
        }),
        runs(80),
      );
    },
    TIMEOUT,
  );

  it(
    'do no more than that when several things are tried at the same time, and go on as the model does',
    async () => {
      const once = step.map((one) => [one]);
      const same = fc.tuple(step, fc.integer({ min: 2, max: 4 })).map(([one, times]) => Array<Step>(times).fill(one));
      const several = fc.array(step, { minLength: 2, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(beginning, fc.array(fc.oneof(once, same, several), { maxLength: 9 }), async (first, rest) => {
          const run = (await Run.make()).count();
          for (const one of first) await run.alone(one);
          for (const steps of rest) await (steps.length === 1 ? run.alone(steps[0] ?? { do: 'resume' }) : run.together(steps));
        }),
        runs(120),
      );
    },
    TIMEOUT,
  );

  it.each<[string, readonly Step[], Step]>([
    ['passkey', [], { do: 'give', of: 0, kind: 'passkey' }],
    ['sign-in', [], { do: 'give', of: 0, kind: 'oidc' }],
    ['PIN', ready.slice(0, 2), { do: 'give', of: 1, kind: 'pin' }],
    ['redemption', ready.slice(0, 1), { do: 'issue', of: 0, by: 0 }],
    ['signature', ready, { do: 'sign', of: 0, by: 0, wanted: ['b'] }],
    ['addition', ready, { do: 'extend', of: 0, by: 0, document: 'chosen' }],
  ])('take each %s for itself when ten come at once', async (_what, first, one) => {
    const run = (await Run.make()).count();
    for (const before of first) await run.alone(before);
    await run.together(Array<Step>(10).fill(one));
    // Nothing was lost on the way: what the model has left, the SAM signs.
    const all = [...ready, { do: 'extend', of: 0, by: 0, document: 'chosen' } as const];
    for (const after of [...all, ...all]) await run.alone(after);
    for (const wanted of ['a', 'b', 'b', 'chosen', 'chosen', 'chosen']) await run.alone({ do: 'sign', of: 0, by: 0, wanted: [wanted] });
  });
});
