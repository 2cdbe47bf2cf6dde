import { Controller } from '@nestjs/common';
import { describeTreeHead, ServiceError, signTreeHead, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { fromBase64Url } from '@paraph/kernel';
import { Answers } from '@paraph/platform';
import { SignTreeHead } from '../domain/log/sign-tree-head.js';

/** Heads of logs, for whoever keeps one. */
@Controller()
export class TreeHeadController {
  constructor(private readonly heads: SignTreeHead) {}

  @Answers(signTreeHead)
  signTreeHead({ log, size, rootHash, consistency }: RequestOf<typeof signTreeHead>): Promise<ReplyOf<typeof signTreeHead>> {
    return this.heads.run(log, { size, root: hashOf(rootHash), consistency: consistency.map(hashOf) });
  }

  @Answers(describeTreeHead)
  async describeTreeHead({ log }: RequestOf<typeof describeTreeHead>): Promise<ReplyOf<typeof describeTreeHead>> {
    const last = await this.heads.last(log);
    return last ? { last: { size: last.size, rootHash: last.root } } : {};
  }
}

/** One text for the same bytes: what is signed is the text. */
function hashOf(text: string): Uint8Array {
  const bytes = fromBase64Url(text);
  if (!bytes) throw new ServiceError('request.invalid', 'a hash is not in base64url');
  return bytes;
}
