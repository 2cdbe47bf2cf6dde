import type { Bearer } from '../domain/bearer.js';
import type { PresentedProof } from '../domain/presented-proof.js';
import type { Refusals } from '../domain/refusals.js';
import { RefusedBySam } from '../domain/signing-module.js';
import type { Tokens } from '../domain/tokens.js';
import { bearerToken } from './bearer-header.js';
import { CscRefusal, cscErrorOf, refusals, type CscError } from './csc-error.js';
import { Members } from './members.js';
import { route } from './route.js';
import type { BearerMethod } from './v2/method.js';
import type { MethodsV2 } from './v2/methods.js';

/** An HTTP request, as far as the edge looks at it. */
export interface EdgeRequest {
  readonly verb: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly authorization: string | undefined;
  /** The `DPoP` header (RFC 9449). */
  readonly proof?: string | undefined;
  readonly body: string | undefined;
}

/** What became of a request: the body of an answer, or the failure with the wire's name for it. */
export type EdgeAnswer = { readonly body: object | undefined } | { readonly failure: unknown; readonly wire: CscError };

/** Where clients address this edge; a proxy in front of it is known by its name, not ours. */
export class OwnAddress {
  constructor(readonly origin: string) {}
}

/** What has been found out about a request so far. */
interface Known {
  method?: string;
  bearer?: Bearer;
}

/** Takes every request of the CSC API from its header to its answer, in one order for all methods. */
export class Edge {
  constructor(
    private readonly methods: MethodsV2,
    private readonly tokens: Tokens,
    private readonly refusals: Refusals,
    private readonly address: OwnAddress,
  ) {}

  async answer(request: EdgeRequest): Promise<EdgeAnswer> {
    const known: Known = {};
    try {
      // 1. Which method is it?
      const { name, method } = route(request, this.methods);
      known.method = name;
      if (method.access === 'open') return { body: method.answer(Members.parse(request.body)) };

      // 2. Who asks? From here on the client is known and its refusals are events.
      const bearer = await this.authenticate(request.authorization);
      known.bearer = bearer;
      checkScope(bearer, method);

      // 3. What is asked, and the answer.
      return { body: await method.answer(Members.parse(request.body), bearer, this.proofOf(request)) };
    } catch (failure) {
      const wire = cscErrorOf(failure);
      await this.record(known, failure, wire);
      return { failure, wire };
    }
  }

  private async authenticate(authorization: string | undefined): Promise<Bearer> {
    const token = bearerToken(authorization);
    if (token === undefined) throw new CscRefusal(refusals.malformedHeader);
    const told = await this.tokens.introspect(token);
    if (told.state === 'active') return told.bearer;
    throw new CscRefusal(told.state === 'unknown' ? refusals.unknownToken : refusals.expiredToken);
  }

  private proofOf({ proof, verb, target }: EdgeRequest): PresentedProof | undefined {
    return proof === undefined ? undefined : { proof, method: verb, url: `${this.address.origin}${target.split('?')[0] ?? ''}` };
  }

  private async record({ method, bearer }: Known, failure: unknown, wire: CscError): Promise<void> {
    // A failure of ours is in the log and a refusal of the SAM in its own events; neither is a refusal of this edge.
    if (wire.status === 500 || wire.status === 503 || failure instanceof RefusedBySam) return;
    if (bearer === undefined || method === undefined) return this.refusals.ofStranger(wire.error);
    await this.refusals.ofClient(bearer, { method, error: wire.error, description: wire.description });
  }
}

function checkScope(bearer: Bearer, method: BearerMethod): void {
  if (!method.scopes.includes(bearer.scope)) throw new CscRefusal(refusals.wrongScope);
}
