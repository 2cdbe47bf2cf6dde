import { ServiceError, type ContainerDescription } from '@paraph/contracts';
import type { ContainerRequest, Containers } from './containers.js';
import type { Admitted } from './operators/admit-operator.js';
import type { ProposeAct } from './operators/propose-act.js';
import type { Proposal } from './proposals.js';
import type { Register } from './register.js';

/** Writes a container down and puts its opening before the quorum (SEA-02): no one person opens one. */
export class ProposeContainer {
  constructor(
    private readonly containers: Containers,
    private readonly register: Pick<Register, 'describeClient'>,
    private readonly proposeAct: ProposeAct,
  ) {}

  /**
   * A container whose proposal was refused holds nothing and can be proposed again.
   *
   * @throws ServiceError `request.invalid` for a client that proves itself by a secret, `client.unknown` for another subscriber's; what `ProposeAct` throws
   */
  async run(request: ContainerRequest, by: Admitted): Promise<{ readonly container: ContainerDescription; readonly proposal: Proposal }> {
    await this.requireOwnKey(request);
    const container = await this.containers.create(request);
    const { containerId, clientId, name, limits, delegation } = container;
    const act = { act: 'open-container', containerId, clientId, name, limits, ...(delegation && { delegation }) } as const;
    return { container, proposal: await this.proposeAct.run(act, by) };
  }

  // Nobody is asked again what its application orders: a secret that can be copied is not enough to be it.
  private async requireOwnKey({ clientId, subscriberId }: ContainerRequest): Promise<void> {
    const { authentication, subscriberId: owner } = await this.register.describeClient(clientId);
    if (owner !== subscriberId) throw new ServiceError('client.unknown', 'the subscriber has no such client');
    if (authentication !== 'private_key_jwt' && authentication !== 'self_signed_tls_client_auth')
      throw new ServiceError('request.invalid', 'clientId: expected an application that proves itself by private_key_jwt or mutual TLS');
  }
}
