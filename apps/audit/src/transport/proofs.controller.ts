import { Controller } from '@nestjs/common';
import { auditEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import { toBase64Url, toHex } from '@paraph/kernel';
import { ProveEvents } from '../domain/prove-events.js';
import type { Reader } from '../domain/readers/reader.js';
import type { SignedHead } from '../domain/tree-heads.js';
import { AskingReader } from './asking-reader.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Signed tree heads and proofs under them. */
@Controller()
export class ProofsController {
  constructor(private readonly proofs: ProveEvents) {}

  @Serves(endpoints.listHeads)
  async heads({ after, limit }: AskedOf<Served['listHeads']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['listHeads']>> {
    const heads = await this.proofs.listHeads(reader, after, limit);
    const last = heads.at(-1);
    return { heads: heads.map(toWire), ...(last !== undefined && heads.length === limit ? { next: last.size } : {}) };
  }

  @Serves(endpoints.describeLatestHead)
  async latest(_asked: AskedOf<Served['describeLatestHead']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['describeLatestHead']>> {
    return toWire(await this.proofs.latestHead(reader));
  }

  @Serves(endpoints.proveInclusion)
  async inclusion({ position, size }: AskedOf<Served['proveInclusion']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['proveInclusion']>> {
    const { event, head, path } = await this.proofs.inclusion(reader, position, size);
    return { position, leafHash: toHex(event.leafHash), leaf: event.body, path: path.map(toBase64Url), head: toWire(head) };
  }

  @Serves(endpoints.proveConsistency)
  async consistency({ from, to }: AskedOf<Served['proveConsistency']>, @AskingReader() reader: Reader): Promise<AnswerOf<Served['proveConsistency']>> {
    const proof = await this.proofs.consistency(reader, { from, to });
    return { from: toWire(proof.from), to: toWire(proof.to), path: proof.path.map(toBase64Url) };
  }
}

function toWire({ size, root, head, keptAt }: SignedHead): AnswerOf<Served['describeLatestHead']> {
  return { size, root: toBase64Url(root), head, keptAt: keptAt.toISOString() };
}
