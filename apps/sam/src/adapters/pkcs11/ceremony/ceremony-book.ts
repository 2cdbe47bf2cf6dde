import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { DeviceDescription } from '../device-description.js';

/** What is done in ceremonies. */
const acts = [
  'prepared',
  'generation-made',
  'generation-destroyed',
  'transport-made',
  'keys-packed',
  'keys-received',
  'carrying-cancelled',
  'transcript-signed',
] as const;

const entry = z.object({
  at: z.iso.datetime(),
  act: z.enum(acts),
  token: z.object({ label: z.string(), serial: z.string(), manufacturer: z.string(), model: z.string(), firmware: z.string(), isHardware: z.boolean() }),
  /** What the token holds after the act: each generation with the first 64 bits of its check. */
  generations: z.record(z.string(), z.string()),
  mac: z.string().optional(),
  people: z.array(z.string()).optional(),
  particulars: z.record(z.string(), z.string()).optional(),
});

/** One act as it stands in the book: never a key, never a PIN. */
export type BookEntry = z.infer<typeof entry>;
export type CeremonyAct = BookEntry['act'];

/** A token that holds a key, as the book knows it. */
export type Holder = Pick<DeviceDescription, 'label' | 'serial'>;

/** The record of all ceremonies over all tokens: a file of JSON lines that only grows. Print it, sign it, keep it. */
export class CeremonyBook {
  constructor(private readonly path: string) {}

  write(one: BookEntry): void {
    appendFileSync(this.path, `${JSON.stringify(entry.parse(one))}\n`, { mode: 0o600 });
  }

  /** @throws Error when a line is none of the book's */
  read(): readonly BookEntry[] {
    if (!existsSync(this.path)) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => entry.parse(JSON.parse(line)));
  }

  /** Tokens that hold this generation, by each token's last entry: every copy that there is (KEY-10). */
  holders(generation: number): readonly Holder[] {
    const last = new Map(this.read().map((one) => [one.token.serial, one]));
    return [...last.values()].filter(({ generations }) => generations[generation] !== undefined).map(({ token: { label, serial } }) => ({ label, serial }));
  }
}
