import { ServiceError, type describeBinding, type describeStates, type ReplyOf, type StatedMeans } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { promiseOf } from '../evidence/factors.js';
import { statedMeans } from '../evidence/means-for-page.js';
import { possibleAlternatives } from '../evidence/possible-alternatives.js';
import type { MeansCounters } from '../ports/means-counters.js';
import type { Policies } from '../ports/policies.js';
import type { BindingRecord, Means, OrderMeans } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import { hintOf } from './means-hint.js';
import { withoutPast } from './schedule.js';

/** A credential as its signer sees it. */
type Description = ReplyOf<typeof describeBinding>;

/** How far a credential has come. */
type StateOfOne = ReplyOf<typeof describeStates>['credentials'][number];

/** Describes a credential from the SAM's own record: its state, and its means with the moments from and until which they count. */
export class DescribeBinding {
  constructor(
    private readonly records: TrustRecords,
    private readonly policies: Policies,
    private readonly counters: MeansCounters,
    private readonly clock: Clock,
  ) {}

  /** @throws `credential.unknown`, `record.tampered`, `hsm.unavailable` */
  async run(credentialId: string): Promise<Description> {
    const binding = (await this.records.find('binding', credentialId))?.body;
    if (!binding) throw new ServiceError('credential.unknown', 'no such credential');
    const now = this.clock.now();
    const { signerId, state, policyId, certificate } = binding;
    return {
      credentialId,
      signerId,
      state,
      policyId,
      ...(binding.containerId === undefined ? {} : { containerId: binding.containerId }),
      ...(binding.heldBy === undefined ? {} : { isOneSession: true }),
      subject: certificate?.subject ?? '',
      promise: this.promise(binding, now),
      means: await Promise.all(withoutPast(binding.means, now).map((means) => this.describe(means))),
      stated: statedMeans(binding, now) satisfies StatedMeans,
    };
  }

  /** How far each of these has come, by its own record; what nobody knows is left out. @throws `record.tampered`, `hsm.unavailable` */
  async states(credentialIds: readonly string[]): Promise<readonly StateOfOne[]> {
    const found = await Promise.all(credentialIds.map((credentialId) => this.records.find('binding', credentialId)));
    return found.flatMap((binding) => (binding ? [{ credentialId: binding.id, state: binding.body.state }] : []));
  }

  // Only if every way shows the signer what is signed may anybody say so; no way at all shows nothing.
  private promise(binding: BindingRecord, now: Date): Description['promise'] {
    const policy = this.policies.find(binding.policyId);
    if (!policy) return 'presence';
    const ways = (['page', 'explicit'] as const).flatMap((mode) =>
      possibleAlternatives(mode === 'page' ? policy.evidence : policy.explicit, binding, now).map((kinds) => promiseOf(kinds, mode)),
    );
    return ways.length > 0 && ways.every((promise) => promise === 'shown') ? 'shown' : 'presence';
  }

  private async describe(means: Means): Promise<Description['means'][number]> {
    const { meansId, kind, usableFrom, usableUntil } = means;
    const { isLocked } = await this.counters.read(meansId);
    const hint = means.kind === 'order' ? await this.clientName(means) : hintOf(means);
    return { meansId, kind, hint, usableFrom, ...(usableUntil === undefined ? {} : { usableUntil }), isLocked };
  }

  private async clientName({ clientId }: OrderMeans): Promise<string> {
    return (await this.records.find('client', clientId))?.body.name ?? clientId;
  }
}
