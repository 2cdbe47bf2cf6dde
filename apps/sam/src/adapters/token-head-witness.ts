import { z } from 'zod';
import type { WitnessedHead } from '../domain/journal/journal-seal.js';
import { HeadWitness } from '../domain/ports/head-witness.js';
import type { Token } from '../domain/ports/token.js';

const mark = z.object({ epoch: z.number().int().positive(), sequence: z.number().int().positive(), mac: z.string(), seal: z.string() });

/** Of the marks of several tokens the one that is furthest: a token that was out has an old one. */
export function furthestMark(marks: readonly Uint8Array[]): Uint8Array | undefined {
  const read = marks.map((bytes) => ({ bytes, ...mark.parse(JSON.parse(new TextDecoder().decode(bytes))) }));
  return read.toSorted((one, other) => other.epoch - one.epoch || other.sequence - one.sequence)[0]?.bytes;
}

/** The token itself, which keeps the head in a small data object. */
export class TokenHeadWitness extends HeadWitness {
  override readonly name = 'token';
  override readonly hearsOthers = false;

  constructor(private readonly token: Token) {
    super();
  }

  override async newest(): Promise<WitnessedHead | undefined> {
    const bytes = await this.token.readMark();
    return bytes && mark.parse(JSON.parse(new TextDecoder().decode(bytes)));
  }

  override keep({ epoch, sequence, mac, seal }: WitnessedHead): Promise<void> {
    return this.token.writeMark(new TextEncoder().encode(JSON.stringify({ epoch, sequence, mac, seal })));
  }
}
