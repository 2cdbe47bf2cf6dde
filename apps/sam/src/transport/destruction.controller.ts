import { Controller } from '@nestjs/common';
import { certifyDestruction, destroyExpired, destroyOrphan, listKeys, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { CertifyDestruction } from '../domain/destruction/certify-destruction.js';
import { DestroyExpired } from '../domain/destruction/destroy-expired.js';
import { LookThroughKeys } from '../domain/destruction/look-through-keys.js';

/** The calls about keys that end, and that should have ended. */
@Controller()
export class DestructionController {
  constructor(
    private readonly expiry: DestroyExpired,
    private readonly certification: CertifyDestruction,
    private readonly keys: LookThroughKeys,
  ) {}

  @Answers(destroyExpired)
  async destroyExpired({ credentialIds }: RequestOf<typeof destroyExpired>): Promise<ReplyOf<typeof destroyExpired>> {
    return { results: [...(await this.expiry.run(credentialIds))] };
  }

  @Answers(certifyDestruction)
  async certifyDestruction({ credentialId }: RequestOf<typeof certifyDestruction>): Promise<ReplyOf<typeof certifyDestruction>> {
    return { certificate: await this.certification.run(credentialId) };
  }

  @Answers(listKeys)
  async listKeys({ after, limit }: RequestOf<typeof listKeys>): Promise<ReplyOf<typeof listKeys>> {
    const page = await this.keys.page(after, limit);
    const keys = page.map(({ keyId, owner }) => ({ keyId, ...(owner && { credentialId: owner.credentialId, state: owner.state }) }));
    const last = page.at(-1);
    return { keys, ...(last && page.length === limit && { next: last.keyId }) };
  }

  @Answers(destroyOrphan)
  async destroyOrphan({ keyId }: RequestOf<typeof destroyOrphan>): Promise<ReplyOf<typeof destroyOrphan>> {
    return { keyId, outcome: await this.keys.destroyOrphan(keyId) };
  }
}
