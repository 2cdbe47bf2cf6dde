import { expectThat } from '../expect.ts';
import { both, type Statement } from '../statement.ts';

/** What all refusals of a run must not say. Runs after all others. */
export const secrets: readonly Statement[] = [
  {
    id: 'CSC-190',
    versions: both,
    says: 'no refusal repeats a secret',
    standing: 'practice',
    check: async ({ wire }) => {
      expectThat(wire.refusals.length > 0 && wire.secrets.size > 0, 'refusals and secrets to compare', {
        refusals: wire.refusals.length,
        secrets: wire.secrets.size,
      });
      const told = wire.refusals.filter((text) => [...wire.secrets].some((secret) => text.includes(secret)));
      expectThat(told.length === 0, `none of ${wire.secrets.size} secrets in ${wire.refusals.length} refusals`, `${told.length} refusals that repeat one`);
    },
  },
];
