import { Controller } from '@nestjs/common';
import {
  changeClient,
  describeClient,
  endClient,
  listClients,
  listSigners,
  listSubscribers,
  ServiceError,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { Answers, type Caller } from '@paraph/platform';
import { ChangeClient } from '../domain/clients/change-client.js';
import { clientDescription, listedClient } from '../domain/clients/client-description.js';
import { EndClient } from '../domain/clients/end-client.js';
import { Directory, type Entry } from '../domain/ports/directory.js';

/** Answers operators who look for subscribers, applications and signers, and who change or end an application. */
@Controller()
export class ListingController {
  constructor(
    private readonly directory: Directory,
    private readonly change: ChangeClient,
    private readonly end: EndClient,
  ) {}

  @Answers(listSubscribers)
  async listSubscribers(request: RequestOf<typeof listSubscribers>): Promise<ReplyOf<typeof listSubscribers>> {
    const { found, ...next } = await this.directory.subscribers(request);
    return { subscribers: found.map((one) => ({ subscriberId: one.id, ...named(one) })), ...next };
  }

  @Answers(listClients)
  async listClients(request: RequestOf<typeof listClients>): Promise<ReplyOf<typeof listClients>> {
    const { found, ...next } = await this.directory.clients(request);
    return { clients: found.map(listedClient), ...next };
  }

  @Answers(describeClient)
  async describeClient({ clientId }: RequestOf<typeof describeClient>): Promise<ReplyOf<typeof describeClient>> {
    const client = await this.directory.client(clientId);
    if (client === undefined) throw new ServiceError('client.unknown', 'no client has this identifier');
    return clientDescription(client);
  }

  @Answers(changeClient)
  changeClient(request: RequestOf<typeof changeClient>, caller: Caller): Promise<ReplyOf<typeof changeClient>> {
    return this.change.run(request, caller.service);
  }

  @Answers(endClient)
  endClient(request: RequestOf<typeof endClient>, caller: Caller): Promise<ReplyOf<typeof endClient>> {
    return this.end.run(request, caller.service);
  }

  @Answers(listSigners)
  async listSigners(request: RequestOf<typeof listSigners>): Promise<ReplyOf<typeof listSigners>> {
    const { found, ...next } = await this.directory.signers(request);
    return { signers: found.map((one) => ({ signerId: one.id, subscriberId: one.subscriberId, ...named(one) })), ...next };
  }
}

function named({ name, createdAt }: Entry): { name: string; createdAt: string } {
  return { name, createdAt: createdAt.toISOString() };
}
