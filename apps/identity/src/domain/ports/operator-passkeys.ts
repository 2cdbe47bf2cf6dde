import type { acceptInvitation, Assertion, RequestOf } from '@paraph/contracts';
import type { OperatorPasskey } from '../operators/operator.js';

/** Verifies what passkeys of operators made on the page of the management host, the person verified (WebAuthn Level 3, 7.1 and 7.2). */
export abstract class OperatorPasskeys {
  /** @throws ServiceError `operator.refused`; the detail never says which check failed, the cause does */
  abstract register(registration: RequestOf<typeof acceptInvitation>['registration'], challenge: string): Promise<OperatorPasskey>;
  /** The counter it shows now. @throws ServiceError `operator.refused`, as above */
  abstract assert(assertion: Assertion, expected: OperatorPasskey & { readonly challenge: string }): Promise<number>;
}
