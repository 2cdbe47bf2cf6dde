import { digestAlgorithms, keyAlgorithmFacts, keyAlgorithms, sha256Hex, signatureSchemes, type KeyAlgorithm } from '@paraph/kernel';
import type { Setting } from '@paraph/platform';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AlgorithmRules, type AlgorithmRule } from '../../domain/ports/algorithm-rules.js';

/** A moment in UTC, so that nobody has to know where the process runs. */
const moment = z.iso.datetime().transform((text) => new Date(text));

const row = z
  .strictObject({
    generateFrom: moment.optional(),
    generateUntil: moment.optional(),
    signUntil: moment.optional(),
    signOnlyIfCertifiedBefore: moment.optional(),
    digests: z.array(z.enum(digestAlgorithms)).min(1),
    schemes: z.array(z.enum(signatureSchemes)).min(1),
  })
  .refine(({ generateFrom, generateUntil }) => !generateFrom || !generateUntil || generateFrom < generateUntil, 'generateFrom is not before generateUntil');

const algorithmsFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    version: z.string().min(1).max(40),
    minimumRsaBits: z.number().int().min(2048),
    keys: z.partialRecord(z.enum(keyAlgorithms), row).refine((keys) => Object.keys(keys).length > 0, 'no key algorithm is allowed'),
  })
  .superRefine(({ keys, minimumRsaBits }, context) => {
    for (const [key, rule] of rowsOf(keys)) {
      for (const message of problemsOf(key, rule, minimumRsaBits)) context.addIssue({ code: 'custom', path: ['keys', key], message });
    }
  });

/** The dated policy on algorithms of a JSON file. */
export class AlgorithmsFile extends AlgorithmRules {
  override readonly id: string;
  override readonly version: string;
  override readonly digest: string;
  override readonly minimumRsaBits: number;
  private readonly rules: ReadonlyMap<KeyAlgorithm, AlgorithmRule>;

  /** @throws Error that says what is wrong with the file */
  constructor(path: string) {
    super();
    const bytes = readFileSync(path);
    const parsed = algorithmsFile.safeParse(JSON.parse(bytes.toString('utf8')));
    if (!parsed.success) throw new Error(parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '));
    const { id, version, minimumRsaBits, keys } = parsed.data;
    [this.id, this.version, this.minimumRsaBits] = [id, version, minimumRsaBits];
    this.digest = sha256Hex(bytes);
    this.rules = new Map(rowsOf(keys));
  }

  override find(key: KeyAlgorithm): AlgorithmRule | undefined {
    return this.rules.get(key);
  }
}

/** The dated policy on algorithms as a setting: a wrong one is a problem of the configuration. */
export function algorithmsSetting(key: string, purpose: string): Setting<AlgorithmRules> {
  return { key, purpose, file: true, parse: (path) => new AlgorithmsFile(path) };
}

type Row = z.output<typeof row>;

function rowsOf(keys: Partial<Record<KeyAlgorithm, Row>>): [KeyAlgorithm, AlgorithmRule][] {
  return keyAlgorithms.flatMap((key) => {
    const found = keys[key];
    if (!found) return [];
    const { generateFrom, generateUntil, signUntil, signOnlyIfCertifiedBefore, digests, schemes } = found;
    const dates = {
      ...(generateFrom && { generateFrom }),
      ...(generateUntil && { generateUntil }),
      ...(signUntil && { signUntil }),
      ...(signOnlyIfCertifiedBefore && { signOnlyIfCertifiedBefore }),
    };
    return [[key, { ...dates, digests, schemes }]];
  });
}

function problemsOf(key: KeyAlgorithm, { schemes, signOnlyIfCertifiedBefore }: AlgorithmRule, minimumRsaBits: number): string[] {
  const { family, bits } = keyAlgorithmFacts[key];
  return [
    ...(schemes.every((scheme) => (scheme === 'ecdsa') === (family === 'ec')) ? [] : ['a scheme that keys of this algorithm cannot sign by']),
    ...(family === 'rsa' && bits < minimumRsaBits && !signOnlyIfCertifiedBefore
      ? ['shorter than minimumRsaBits, and signs with certificates of any date']
      : []),
  ];
}
