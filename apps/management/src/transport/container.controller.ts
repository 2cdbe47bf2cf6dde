import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, ServiceError, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { Containers } from '../domain/containers.js';
import type { Admitted } from '../domain/operators/admit-operator.js';
import { ProposeAct } from '../domain/operators/propose-act.js';
import { ProposalLink } from '../domain/proposal-link.js';
import { ProposeContainer } from '../domain/propose-container.js';
import { ActingOperator } from './acting-operator.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Customers' containers: proposed, looked at, stopped, and proposed to be closed. */
@Controller()
export class ContainerController {
  constructor(
    private readonly containers: Containers,
    private readonly proposing: ProposeContainer,
    private readonly acts: ProposeAct,
    private readonly link: ProposalLink,
  ) {}

  @Serves(endpoints.createContainer)
  async create(asked: AskedOf<Served['createContainer']>, @ActingOperator() by: Admitted): Promise<AnswerOf<Served['createContainer']>> {
    const { container, proposal } = await this.proposing.run(asked, by);
    return { container, proposal: this.link.of(proposal) };
  }

  @Serves(endpoints.listContainers)
  async list(asked: AskedOf<Served['listContainers']>): Promise<AnswerOf<Served['listContainers']>> {
    return { containers: [...(await this.containers.list(asked))] };
  }

  @Serves(endpoints.describeContainer)
  async describe({ containerId }: AskedOf<Served['describeContainer']>): Promise<AnswerOf<Served['describeContainer']>> {
    const [container] = await this.containers.list({ containerId, limit: 1 });
    if (!container) throw new ServiceError('container.unknown', 'no container has this identifier');
    return container;
  }

  /** Stopping is cheap: one operator may. Going on takes the quorum. */
  @Serves(endpoints.suspendContainer)
  suspend({ containerId, reason }: AskedOf<Served['suspendContainer']>): Promise<AnswerOf<Served['suspendContainer']>> {
    return this.containers.suspend(containerId, reason);
  }

  /** Its end takes the quorum, like its opening: nothing of it can be undone. */
  @Serves(endpoints.closeContainer)
  async close({ containerId, reason }: AskedOf<Served['closeContainer']>, @ActingOperator() by: Admitted): Promise<AnswerOf<Served['closeContainer']>> {
    return this.link.of(await this.acts.run({ act: 'close-container', containerId, reason }, by));
  }

  @Serves(endpoints.refreshContainer)
  refresh({ containerId }: AskedOf<Served['refreshContainer']>): Promise<AnswerOf<Served['refreshContainer']>> {
    return this.containers.refresh(containerId);
  }
}
