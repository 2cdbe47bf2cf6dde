import type { Token } from '../src/domain/ports/token.js';

/**
 * Has the token never answer the next request for signatures, as for a process that ends inside it; the ones after it
 * are answered. Resolves once that request was made: what is stored before the token is asked is stored then, which a
 * look at the tables or at the clock does not show.
 */
export function leaveNextSignatureUnanswered(token: Token): Promise<void> {
  const answer = token.signVerified.bind(token);
  return new Promise((resolve) => {
    token.signVerified = () => {
      token.signVerified = answer;
      resolve();
      return new Promise(() => undefined);
    };
  });
}
