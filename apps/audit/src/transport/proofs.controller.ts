import { Controller, Get, Header, HttpException, Query, UseGuards } from '@nestjs/common';
import { toBase64Url, toHex } from '@paraph/kernel';
import { z } from 'zod';
import { MAX_HEADS, ProveEvents } from '../domain/prove-events.js';
import type { SignedHead } from '../domain/tree-heads.js';
import { AuditorGuard } from './auditor.js';
import { read } from './question.js';

const READER = 'auditor';
const count = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);

const headsQuestion = z.strictObject({ after: count.default(0), limit: count.pipe(z.number().min(1).max(MAX_HEADS)).default(100) });
const inclusionQuestion = z.strictObject({ position: count, size: count.optional() });
const consistencyQuestion = z.strictObject({ from: count, to: count });

/** Signed tree heads and proofs under them (RFC 9162 sections 2.1.3 and 2.1.4). Hashes of paths and roots are base64url, as in the heads. */
@Controller('audit/v1')
@UseGuards(AuditorGuard)
export class ProofsController {
  constructor(private readonly proofs: ProveEvents) {}

  @Get('heads')
  @Header('cache-control', 'no-store')
  async heads(@Query() query: Record<string, unknown>): Promise<object> {
    const { after, limit } = read(headsQuestion, query);
    const heads = await this.proofs.listHeads(READER, after, limit);
    const last = heads.at(-1);
    return { heads: heads.map(toWire), ...(last !== undefined && heads.length === limit ? { next: last.size } : {}) };
  }

  @Get('heads/latest')
  @Header('cache-control', 'no-store')
  async latest(): Promise<object> {
    return toWire((await this.proofs.latestHead(READER)) ?? absent('no head was signed yet'));
  }

  @Get('proofs/inclusion')
  @Header('cache-control', 'no-store')
  async inclusion(@Query() query: Record<string, unknown>): Promise<object> {
    const { position, size } = read(inclusionQuestion, query);
    const proof =
      (await this.proofs.inclusion(READER, position, size)) ?? absent('no signed head has this event: wait a second, or name a size that `heads` lists');
    const { event, head, path } = proof;
    return { position, leafHash: toHex(event.leafHash), leaf: event.body, path: path.map(toBase64Url), head: toWire(head) };
  }

  @Get('proofs/consistency')
  @Header('cache-control', 'no-store')
  async consistency(@Query() query: Record<string, unknown>): Promise<object> {
    const proof =
      (await this.proofs.consistency(READER, read(consistencyQuestion, query))) ?? absent('from and to are sizes that `heads` lists, the smaller one first');
    return { from: toWire(proof.from), to: toWire(proof.to), path: proof.path.map(toBase64Url) };
  }
}

function toWire({ size, root, head, keptAt }: SignedHead): object {
  return { size, root: toBase64Url(root), head, keptAt: keptAt.toISOString() };
}

function absent(detail: string): never {
  throw new HttpException({ error: 'proof.absent', detail }, 404);
}
