import { keyAlgorithms } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { attributeNames } from './attributes.js';
import { builtInFamilies } from './token-families.js';
import type { AnyTokenFamily } from './token-family.js';

/** Text as a token gives it: shorter than its field, without the spaces at the end. */
const described = z
  .string()
  .min(1)
  .max(32)
  .refine((text) => text === text.trimEnd(), 'expected no space at the end');

/** A number of the standard or of a vendor, as both write it. */
const code = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,8}$/, 'expected hexadecimal digits behind 0x')
  .transform((text) => Number(text));

const attributes = z.array(z.enum(attributeNames)).default([]);
const quirks = z.strictObject({ omitted: attributes, unread: attributes }).default({ omitted: [], unread: [] });

const facts = {
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'expected small letters, digits and hyphens')
    .refine((name) => !builtInFamilies.some((one) => one.name === name), 'this name is taken: blobs of that family would be opened in another way'),
  recognisedBy: z
    .strictObject({ module: described.optional(), manufacturer: described.optional(), model: described.optional() })
    .refine(({ module, manufacturer }) => module !== undefined || manufacturer !== undefined, 'expected a manufacturer of the module or of the token'),
  keys: quirks,
  storedSecrets: quirks,
  algorithms: z
    .array(z.enum(keyAlgorithms))
    .min(1)
    .default([...keyAlgorithms]),
  importsPublicKeys: z.boolean().default(true),
  makesSessionKeys: z.boolean().default(true),
};

/** Content of the file that describes one more kind of token. */
export const tokenFamilyFile = z.discriminatedUnion('keeps', [
  z.strictObject({
    ...facts,
    keeps: z.literal('wrapped-keys'),
    keyWrap: code,
    unwrapPoint: code.optional(),
    trustedBy: z.enum(['officer', 'nobody']).default('officer'),
    oaepHash: z.enum(['sha1', 'sha256']).default('sha256'),
  }),
  z.strictObject({ ...facts, keeps: z.literal('token-objects') }),
]);

/** Several at once, for tokens of several vendors: no two of one name. */
export const tokenFamiliesFile = z
  .array(tokenFamilyFile)
  .min(1)
  .max(20)
  .refine((families) => new Set(families.map(({ name }) => name)).size === families.length, 'two families have one name')
  .transform((families): readonly AnyTokenFamily[] => families.map(withoutUndefined));

/** The file as a command reads it. @throws Error that says everything that is wrong with it */
export function readFamilies(path: string): readonly AnyTokenFamily[] {
  const parsed = tokenFamiliesFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${path}:\n${parsed.error.issues.map(({ path: at, message }) => `  ${at.join('.')}: ${message}`).join('\n')}`);
}

/** The settings' `undefined` and an absent fact are the same. */
function withoutUndefined(family: z.output<typeof tokenFamilyFile>): AnyTokenFamily {
  const present = (record: object): object => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  // The schema has checked every fact; all that is gone is what was not written.
  return { ...present(family), recognisedBy: present(family.recognisedBy) } as AnyTokenFamily;
}
