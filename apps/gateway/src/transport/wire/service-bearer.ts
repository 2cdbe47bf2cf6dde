import type { ServiceBearer } from '../../domain/bearer.js';
import type { SigningBearer } from '../../domain/find-authorisation.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Caller } from '../method.js';

/** The bearer of a method that only takes service tokens. The edge has looked at the scope; the types have not. */
export function serviceBearer({ bearer }: Caller): ServiceBearer {
  if (bearer.scope !== 'service') throw new CscRefusal(refusals.wrongScope);
  return bearer;
}

/** The bearer of a method that takes credential tokens too. */
export function signingBearer({ bearer }: Caller): SigningBearer {
  if (bearer.scope !== 'service' && bearer.scope !== 'credential') throw new CscRefusal(refusals.wrongScope);
  return bearer;
}
