import { Controller } from '@nestjs/common';
import { createClient, createSigner, createSubscriber, describeSigner, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers, type Caller } from '@paraph/platform';
import { CreateClient } from '../domain/clients/create-client.js';
import { CreateSigner } from '../domain/signers/create-signer.js';
import { CreateSubscriber } from '../domain/signers/create-subscriber.js';
import { DescribeSigner } from '../domain/signers/describe-signer.js';

/** Answers who uses the service: subscribers, their applications, their signers. */
@Controller()
export class DirectoryController {
  constructor(
    private readonly subscribers: CreateSubscriber,
    private readonly clients: CreateClient,
    private readonly signers: CreateSigner,
    private readonly description: DescribeSigner,
  ) {}

  @Answers(createSubscriber)
  createSubscriber(request: RequestOf<typeof createSubscriber>, caller: Caller): Promise<ReplyOf<typeof createSubscriber>> {
    return this.subscribers.run(request, caller.service);
  }

  @Answers(createClient)
  createClient(request: RequestOf<typeof createClient>, caller: Caller): Promise<ReplyOf<typeof createClient>> {
    return this.clients.run(request, caller.service);
  }

  @Answers(createSigner)
  createSigner(request: RequestOf<typeof createSigner>, caller: Caller): Promise<ReplyOf<typeof createSigner>> {
    return this.signers.run(request, caller.service);
  }

  @Answers(describeSigner)
  describeSigner(request: RequestOf<typeof describeSigner>): Promise<ReplyOf<typeof describeSigner>> {
    return this.description.run(request);
  }
}
