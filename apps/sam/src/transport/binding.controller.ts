import { Controller } from '@nestjs/common';
import { describeBinding, describeStates, listSignatures, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { DescribeBinding } from '../domain/means/describe-binding.js';
import { ListSignatures } from '../domain/means/list-signatures.js';

/** What a signer is told of a credential of theirs. */
@Controller()
export class BindingController {
  constructor(
    private readonly description: DescribeBinding,
    private readonly signatures: ListSignatures,
  ) {}

  @Answers(describeBinding)
  async describe({ credentialId }: RequestOf<typeof describeBinding>): Promise<ReplyOf<typeof describeBinding>> {
    return this.description.run(credentialId);
  }

  @Answers(describeStates)
  async states({ credentialIds }: RequestOf<typeof describeStates>): Promise<ReplyOf<typeof describeStates>> {
    return { credentials: [...(await this.description.states(credentialIds))] };
  }

  @Answers(listSignatures)
  async list({ credentialId, limit }: RequestOf<typeof listSignatures>): Promise<ReplyOf<typeof listSignatures>> {
    return { activations: [...(await this.signatures.run(credentialId, limit))] };
  }
}
