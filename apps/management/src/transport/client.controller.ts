import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { RegisterClient } from '../domain/register-client.js';
import { Register } from '../domain/register.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** The subscribers' applications. */
@Controller()
export class ClientController {
  constructor(
    private readonly register: Register,
    private readonly registerClient: RegisterClient,
  ) {}

  @Serves(endpoints.createClient)
  create({ multisign, keys, ...registration }: AskedOf<Served['createClient']>): Promise<AnswerOf<Served['createClient']>> {
    return this.registerClient.run(registration, { multisign, keys });
  }

  @Serves(endpoints.listClients)
  list(asked: AskedOf<Served['listClients']>): Promise<AnswerOf<Served['listClients']>> {
    return this.register.listClients(asked);
  }

  @Serves(endpoints.describeClient)
  describe({ clientId }: AskedOf<Served['describeClient']>): Promise<AnswerOf<Served['describeClient']>> {
    return this.register.describeClient(clientId);
  }

  @Serves(endpoints.changeClient)
  change(asked: AskedOf<Served['changeClient']>): Promise<AnswerOf<Served['changeClient']>> {
    return this.register.changeClient(asked);
  }

  @Serves(endpoints.endClient)
  end(asked: AskedOf<Served['endClient']>): Promise<AnswerOf<Served['endClient']>> {
    return this.register.endClient(asked);
  }
}
