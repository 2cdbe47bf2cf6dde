import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LockedPackage } from './locked-packages.ts';

const rules = z.strictObject({
  /** SPDX identifiers. */
  allowed: z.array(z.string()),
  /** Packages that are let through with another licence, each for a reason. */
  exceptions: z.array(z.strictObject({ package: z.string(), licence: z.string(), why: z.string().min(20) })),
});

/** Which licences may come in. */
export type LicenceRules = z.infer<typeof rules>;

/** Reads `deploy/supply/licences.json`. */
export function licenceRules(root: string): LicenceRules {
  return rules.parse(JSON.parse(readFileSync(join(root, 'deploy/supply/licences.json'), 'utf8')));
}

/** What is wrong with the licences of these packages, and which exceptions nobody needs. */
export function licenceProblems(packages: readonly LockedPackage[], { allowed, exceptions }: LicenceRules): readonly string[] {
  const excepted = ({ name, license }: LockedPackage): boolean => exceptions.some((one) => one.package === name && one.licence === license);
  const wrong = packages
    .filter((one) => !isAllowed(one.license, allowed) && !excepted(one))
    .map(({ name, version, license }) => `${name} ${version} has the licence ${license || '(none stated)'}, which deploy/supply/licences.json does not allow`);
  const idle = exceptions
    .filter((one) => !packages.some((found) => found.name === one.package && found.license === one.licence))
    .map((one) => `deploy/supply/licences.json excepts ${one.package} with ${one.licence}, and no such package is installed`);
  return [...new Set([...wrong, ...idle])];
}

/** Whether an SPDX expression holds with these licences: of an OR one is enough, of an AND each is needed (SPDX 2.3, annex D). No nesting is in use. */
export function isAllowed(expression: string, allowed: readonly string[]): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(plain)) return false;
  if (plain.includes(' OR ')) return !plain.includes(' AND ') && plain.split(' OR ').some((one) => allowed.includes(one));
  return plain.split(' AND ').every((one) => allowed.includes(one));
}
