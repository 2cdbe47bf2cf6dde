import { Controller } from '@nestjs/common';
import { recordClient, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { RecordClient } from '../domain/records/record-client.js';

/** Trust records of clients. */
@Controller()
export class ClientController {
  constructor(private readonly recordOne: RecordClient) {}

  @Answers(recordClient)
  async record({ clientId, ...client }: RequestOf<typeof recordClient>): Promise<ReplyOf<typeof recordClient>> {
    await this.recordOne.run(clientId, client);
    return { clientId };
  }
}
