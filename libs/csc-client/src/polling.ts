import type { AccessToken } from './http/access-token.js';
import type { Authorised } from './answers.js';
import type { AuthorizeRequestV2, SignHashRequestV2 } from './v2/requests.js';
import type { CscV2Client } from './v2/csc-v2-client.js';

/** How often to ask, and for how long. */
export interface Patience {
  /** Milliseconds between two questions; a second unless said. */
  readonly everyMs?: number;
  /** Milliseconds after which to give up; two minutes unless said. */
  readonly atMostMs?: number;
}

/** What was asked for had not come when the patience was over. It may still come. */
export class StillPendingError extends Error {
  override readonly name = 'StillPendingError';
}

/** `credentials/authorize`, and `authorizeCheck` until the signer has decided. */
export async function authorizeAndWait(
  service: CscV2Client,
  token: AccessToken,
  { request, ...patience }: Patience & { readonly request: AuthorizeRequestV2 },
): Promise<Authorised> {
  let answer = await service.authorize(token, request);
  return until(patience, 'the signer has not decided', async () => {
    if (isAuthorised(answer)) return answer;
    if (typeof answer.handle === 'string') answer = await service.authorizeCheck(token, answer.handle);
    return isAuthorised(answer) ? answer : undefined;
  });
}

/** `signatures/signHash` in mode A, and `signPolling` until the values are there. */
export async function signAndWait(
  service: CscV2Client,
  token: AccessToken,
  { request, ...patience }: Patience & { readonly request: Omit<SignHashRequestV2, 'operationMode'> },
): Promise<readonly string[]> {
  const requestID = await service.signHashLater(token, request);
  return until(patience, 'the signatures have not come', () => service.signPolling(token, { requestID }));
}

function isAuthorised(answer: object): answer is Authorised {
  return 'SAD' in answer;
}

async function until<T>({ everyMs = 1_000, atMostMs = 120_000 }: Patience, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + atMostMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() + everyMs > end) throw new StillPendingError(what);
    await new Promise((done) => setTimeout(done, everyMs));
  }
}
