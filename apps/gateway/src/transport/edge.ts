import type { Bearer } from '../domain/bearer.js';
import type { Refusals } from '../domain/refusals.js';
import { RefusedBySam } from '../domain/signing-module.js';
import type { Tokens } from '../domain/tokens.js';
import { presentedToken } from './authorization-header.js';
import { CscRefusal, cscErrorOf, refusals, type CscError } from './csc-error.js';
import { Members } from './members.js';
import { presentedProof, type OwnAddress, type Presenting, type ProvenRequest } from './presented-proof.js';
import { route } from './route.js';
import type { BearerMethod } from './v2/method.js';
import type { MethodsV2 } from './v2/methods.js';

/** An HTTP request, as far as the edge looks at it. */
export interface EdgeRequest extends ProvenRequest {
  readonly authorization: string | undefined;
  readonly body: string | undefined;
}

/** What became of a request: the body of an answer, or the failure with the wire's name for it. */
export type EdgeAnswer = { readonly body: object | undefined } | { readonly failure: unknown; readonly wire: CscError };

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
      const presenting = await this.authenticate(request.authorization);
      const { bearer } = presenting;
      known.bearer = bearer;
      checkScope(bearer, method);
      const proof = presentedProof(request, presenting, this.address);

      // 3. What is asked, and the answer.
      return { body: await method.answer(Members.parse(request.body), bearer, proof) };
    } catch (failure) {
      const wire = cscErrorOf(failure);
      await this.record(known, failure, wire);
      return { failure, wire };
    }
  }

  private async authenticate(authorization: string | undefined): Promise<Presenting> {
    const presented = presentedToken(authorization);
    if (presented === undefined) throw new CscRefusal(refusals.malformedHeader);
    const told = await this.tokens.introspect(presented.token);
    if (told.state === 'active') return { scheme: presented.scheme, bearer: told.bearer };
    throw new CscRefusal(told.state === 'unknown' ? refusals.unknownToken : refusals.expiredToken);
  }

  private async record({ method, bearer }: Known, failure: unknown, wire: CscError): Promise<void> {
    // A failure of ours is in the log and a refusal of the SAM in its own events; neither is a refusal of this edge.
    if (wire.status === 500 || wire.status === 503 || isOfSam(failure)) return;
    if (bearer === undefined || method === undefined) return this.refusals.ofStranger(wire.error);
    await this.refusals.ofClient(bearer, { method, error: wire.error, description: wire.description });
  }
}

function checkScope(bearer: Bearer, method: BearerMethod): void {
  if (!method.scopes.includes(bearer.scope)) throw new CscRefusal(refusals.wrongScope);
}

/** Also where a method has its own word for what the SAM refused. */
function isOfSam(failure: unknown): boolean {
  return failure instanceof RefusedBySam || (failure instanceof CscRefusal && failure.cause instanceof RefusedBySam);
}
