import { sha256Hex } from '@paraph/kernel';
import type { Setting } from '@paraph/platform';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Policies, type Policy } from '../../domain/ports/policies.js';

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

const policyFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  version: z.string().min(1).max(40),
  evidence: z.array(z.array(z.literal('oidc')).min(1)).min(1),
  multisign: z.number().int().min(1).max(400),
  draftLifetimeSeconds: seconds(30, 3_600),
  sadLifetimeSeconds: seconds(1, 1_800),
  // Two hours at most, thirty minutes in the qualified profile (ACT-06).
  sessionMaximumSeconds: seconds(1, 7_200),
  certificate: z.strictObject({ validityDays: z.number().int().min(1).max(1_825), policyOids: z.array(z.string().regex(/^[0-2](?:\.\d+)+$/)).min(1) }),
  terms: z.strictObject({ version: z.string().min(1).max(40), text: z.string().min(1).max(20_000) }),
});

/** The policies of a folder, one `*.json` file each, named by its id. */
export class PoliciesFolder extends Policies {
  private readonly policies: ReadonlyMap<string, Policy>;

  /** @throws Error that names the file and what is wrong with it */
  constructor(folder: string) {
    super();
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    if (names.length === 0) throw new Error(`no policy (*.json) in ${folder}`);
    this.policies = new Map(names.map((name) => [name.slice(0, -'.json'.length), readPolicy(folder, name)]));
  }

  override find(policyId: string): Policy | undefined {
    return this.policies.get(policyId);
  }
}

/** The folder of policies as a setting: a wrong policy is a problem of the configuration. */
export function policiesFolder(key: string, purpose: string): Setting<Policies> {
  return { key, purpose, file: true, parse: (folder) => new PoliciesFolder(folder) };
}

function readPolicy(folder: string, name: string): Policy {
  const bytes = readFileSync(join(folder, name));
  const parsed = policyFile.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!parsed.success) throw new Error(`${name}: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  if (`${parsed.data.id}.json` !== name) throw new Error(`${name}: its id is ${parsed.data.id}`);
  return { ...parsed.data, digest: sha256Hex(bytes) };
}
