import { ServiceError } from '@paraph/contracts';
import type { Finding } from '../domain/certificate-authority.js';

/** What came of trying something: the attempt answers what is wrong, if anything, or fails with it. Never throws. */
export async function tried(what: string, attempt: () => Promise<string | undefined>): Promise<Finding> {
  try {
    const problem = await attempt();
    return problem === undefined ? { what, isWell: true } : { what, isWell: false, problem };
  } catch (error) {
    return { what, isWell: false, problem: error instanceof ServiceError ? error.detail : 'something is wrong in this program' };
  }
}
