import { z } from 'zod';

/** What `deploy/supply/registry.json` keeps of a registry's answers. */
export const registryFacts = z.strictObject({
  /** Day of the question; null before the first one. */
  askedAt: z.string().nullable(),
  /** Day of publication by `name@version`, of those that were asked for. */
  published: z.record(z.string(), z.string()),
  /** Null where the registry gave no answer. */
  advisories: z.array(z.strictObject({ name: z.string(), severity: z.string(), range: z.string() })).nullable(),
  /** Why there is no answer. */
  why: z.string(),
});
