import type { Progress } from './progress.ts';
import type { Surroundings } from './services.ts';

/** What the first start shows: who can sign, the document that was signed, and what strangers' software says of it. */
export interface Demonstration {
  readonly users: readonly string[];
  readonly signedFile: string;
  readonly verification: unknown;
}

/** Enrols the two test signers, signs the bundled document as one of them, and has the result checked. */
export async function demonstrate(progress: Progress, around: Surroundings): Promise<Demonstration> {
  throw new Error(`not connected yet: ${progress.steps.length} ${around.state.root}`);
}
