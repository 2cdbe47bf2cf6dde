import { clientProfiles } from '@paraph/kernel';
import type { Bearer } from '../domain/bearer.js';
import type { Refusals } from '../domain/refusals.js';
import { RefusedBySam } from '../domain/signing-module.js';
import type { Tokens } from '../domain/tokens.js';
import { presentedToken, type PresentedToken } from './authorization-header.js';
import { challengeOf, WrongScope } from './challenge.js';
import { CscRefusal, cscErrorOf, refusals, retryAfterOf, type CscError } from './csc-error.js';
import { TooManyRequests } from './edge-limits.js';
import type { Guards } from './guards.js';
import { Members } from './members.js';
import type { Answer, ApiVersions } from './method.js';
import type { ProvenRequest } from './presented-proof.js';
import { route, routeName, type Routed } from './route.js';

/** An HTTP request, as far as the edge looks at it. */
export interface EdgeRequest extends ProvenRequest {
  /** Network address it came from, as far as our own proxies can be believed. */
  readonly address: string;
  readonly authorization: string | undefined;
  /** The page it came from, where a browser sent it. */
  readonly origin: string | undefined;
  /** Whether a browser only asks if its page may call (Fetch, CORS preflight). */
  readonly isPreflight: boolean;
  /** Hears which method it turned out to be for, for the figures. */
  readonly named?: (route: string) => void;
  /** Reads the body. @throws CscRefusal 413 beyond so many bytes */
  body(most: number): Promise<string>;
}

/** What became of a request: an answer, or the failure with the wire's name for it. */
export type EdgeAnswer = (Answer | Failed) & { readonly headers: Readonly<Record<string, string>> };

interface Failed {
  readonly status: number;
  readonly failure: unknown;
  readonly wire: CscError;
}

/** What has been found out about a request so far. */
interface Known {
  routed?: Routed;
  bearer?: Bearer;
}

/** Longest body of a request that brings no token, in bytes. */
const LONGEST_OF_STRANGERS = 64_000;

/** Takes every request of the CSC API from its address to its answer, in one order for all methods. */
export class Edge {
  constructor(
    private readonly versions: ApiVersions,
    private readonly tokens: Tokens,
    private readonly guards: Guards,
    private readonly refusals: Refusals,
  ) {}

  async answer(request: EdgeRequest): Promise<EdgeAnswer> {
    const known: Known = {};
    try {
      return await this.succeed(request, known);
    } catch (failure) {
      return await this.fail(request, known, failure);
    }
  }

  private async succeed(request: EdgeRequest, known: Known): Promise<EdgeAnswer> {
    const { limits, browsers, possession } = this.guards;

    // 1. Not too often from one place, whoever it is.
    limits.checkAddress(request.address);
    if (request.isPreflight && request.origin !== undefined) return this.seen(request, known, await browsers.preflight(request.origin));

    // 2. Which method is it? Two kinds of it ask for no token.
    const { version, method } = (known.routed = route(request, this.versions));
    request.named?.(routeName(known.routed));
    if (method.access === 'open') return this.seen(request, known, method.answer(Members.parse(await request.body(LONGEST_OF_STRANGERS))));
    if (method.access === 'login') {
      const members = Members.parse(await request.body(LONGEST_OF_STRANGERS));
      return this.seen(request, known, await method.answer(members, request.authorization, request.address));
    }

    // 3. Who asks? From here on the client is known and its refusals are events.
    const presented = presentedToken(request.authorization);
    if (presented === undefined) throw new CscRefusal(method.malformedHeader ?? version.refusals.malformedHeader);
    const bearer = (known.bearer = await this.authenticate(presented));

    // 4. Not more than the operator allows this client, and from no other pages than its own.
    limits.checkClient(bearer);
    const body = await request.body(bearer.client.limits.bodyBytes);
    browsers.check(request.origin, bearer);

    // 5. May this token do this, and does its bearer hold the key it is bound to?
    if (!method.scopes.includes(bearer.scope)) throw new WrongScope(method.scopes);
    const proof = await possession.check(request, presented, bearer);

    // 6. What is asked, and the answer.
    const members = Members.parse(body, { leniencies: clientProfiles[bearer.client.profile].leniencies });
    return this.seen(request, known, await method.answer(members, { bearer, ...(proof === undefined ? {} : { proof }) }));
  }

  private async authenticate({ token }: PresentedToken): Promise<Bearer> {
    const told = await this.tokens.introspect(token);
    if (told.state === 'active') return told.bearer;
    throw new CscRefusal(told.state === 'unknown' ? refusals.unknownToken : refusals.expiredToken);
  }

  private async seen(request: EdgeRequest, { bearer }: Known, answer: Answer): Promise<EdgeAnswer> {
    return { ...answer, headers: { ...answer.headers, ...(await this.guards.browsers.headersFor(request.origin, bearer)) } };
  }

  private async fail(request: EdgeRequest, known: Known, failure: unknown): Promise<EdgeAnswer> {
    const { routed, bearer } = known;
    const wire = routed?.version.errorOf(failure) ?? cscErrorOf(failure);
    await this.record(known, failure, wire);
    const challenge = challengeOf(failure, wire, routed?.name);
    const retryAfter = failure instanceof TooManyRequests ? failure.retryAfter : retryAfterOf(failure);
    const headers = {
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(wire.status === 405 ? { allow: 'POST' } : {}),
      ...(await this.guards.browsers.headersFor(request.origin, bearer)),
    };
    return { status: wire.status, failure, wire, headers };
  }

  private async record({ routed, bearer }: Known, failure: unknown, wire: CscError): Promise<void> {
    // A failure of ours is in the log, a refusal of the SAM in its own events, and a crowd is a figure: it must not fill the audit trail.
    if (wire.status === 500 || wire.status === 503 || failure instanceof TooManyRequests || isOfSam(failure)) return;
    if (bearer === undefined || routed === undefined) return this.refusals.ofStranger(wire.error);
    await this.refusals.ofClient(bearer, { method: routed.name, error: wire.error, description: wire.description });
  }
}

/** Also where a method has its own word for what the SAM refused. */
function isOfSam(failure: unknown): boolean {
  return failure instanceof RefusedBySam || (failure instanceof CscRefusal && failure.cause instanceof RefusedBySam);
}
