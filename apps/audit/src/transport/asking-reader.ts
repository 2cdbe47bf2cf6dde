import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import type { Reader } from '../domain/readers/reader.js';

/** What the gate leaves with a request: who was let in. */
const admitted = new WeakMap<object, Reader>();

export function keepReader(request: object, reader: Reader): void {
  admitted.set(request, reader);
}

/** Whoever asks, as the gate found them. */
export const AskingReader = createParamDecorator((_data: unknown, context: ExecutionContext): Reader => {
  const reader = admitted.get(context.switchToHttp().getRequest<object>());
  if (reader === undefined) throw new ServiceError('internal', 'nobody was let in for this');
  return reader;
});
