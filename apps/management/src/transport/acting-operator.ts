import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import type { Admitted } from '../domain/operators/admit-operator.js';

/** What the gate leaves with a request: who was let in. */
const admitted = new WeakMap<object, Admitted>();

export function keepAdmitted(request: object, who: Admitted): void {
  admitted.set(request, who);
}

/** The operator who asks, as the gate found them. */
export const ActingOperator = createParamDecorator((_data: unknown, context: ExecutionContext): Admitted => {
  const who = admitted.get(context.switchToHttp().getRequest<object>());
  if (who === undefined) throw new ServiceError('internal', 'nobody was let in for this');
  return who;
});
