import { trustRoles, type TrustRole } from '@paraph/contracts';
import { z } from 'zod';

const role = z.enum(trustRoles);

/** Which roles one person may not hold together (ROL-02): they differ by provider, and so are data. */
export const roleRules = z.strictObject({
  name: z.string().min(1).max(60),
  /** Roles that stand beside no other. */
  alone: z.array(role),
  /** Pairs that do not stand together. */
  apart: z.array(z.tuple([role, role])),
  /** Roles beside which only those of the list stand. */
  onlyWith: z.partialRecord(role, z.array(role)),
});
export type RoleRules = z.output<typeof roleRules>;

/** The first of the roles held beside which the other may not stand; `undefined` if there is none. */
export function forbiddenBeside(rules: RoleRules, held: readonly TrustRole[], asked: TrustRole): TrustRole | undefined {
  return held.find((one) => one !== asked && !mayStandTogether(rules, one, asked));
}

function mayStandTogether({ alone, apart, onlyWith }: RoleRules, one: TrustRole, other: TrustRole): boolean {
  if (alone.includes(one) || alone.includes(other)) return false;
  if (apart.some((pair) => pair.includes(one) && pair.includes(other))) return false;
  return (onlyWith[one]?.includes(other) ?? true) && (onlyWith[other]?.includes(one) ?? true);
}
