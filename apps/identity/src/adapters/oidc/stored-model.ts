import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { Provider } from 'oidc-provider';
import type { EndAuthorisation } from '../../domain/authorisations/end-authorisation.js';
import { digestOf } from '../../domain/digest-of.js';
import type { KeptObject, ProtocolObjects } from '../../domain/ports/protocol-objects.js';
import type { ServerBase } from '../../domain/request/request-rules.js';
import type { Seal } from '../../domain/seal.js';
import { DEFAULT_REDIRECT, namedNoRedirect } from './default-redirect.js';
import { toLibraryError } from './library-error.js';
import { fromStored, toStored } from './stored-payload.js';
import { endsWithEvent, grantRevocationEvent, issueEvent, revocationEvent } from './token-events.js';

/** What storage needs beside the table. */
export interface StorageParts {
  readonly objects: ProtocolObjects;
  readonly endAuthorisation: EndAuthorisation;
  readonly seal: Seal;
  readonly base: ServerBase;
  /** Address that brings a browser back to the authorisation endpoint, without the request's id. */
  readonly resumeUrl: string;
}

/** Kinds that both bases share: what opens the API, what it hangs on, and what was used before. All else is worth nothing at the other base. */
const shared: ReadonlySet<string> = new Set(['AccessToken', 'ClientCredentials', 'Grant', 'ReplayDetection']);

/** The library's storage of one kind of object. An id is kept as its SHA-256 only and put back when somebody comes with it. */
export class StoredModel implements Adapter {
  /** The kind by which it is stored. */
  private readonly storedKind: string;

  constructor(
    private readonly kind: string,
    private readonly parts: StorageParts,
  ) {
    this.storedKind = parts.base === 'v2' || shared.has(kind) ? kind : `${parts.base}.${kind}`;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const stored = toStored(payload, this.parts.seal);
    if (this.kind === 'AuthorizationCode') stored[DEFAULT_REDIRECT] = Provider.ctx?.oidc.params?.[DEFAULT_REDIRECT];
    const end = typeof stored['exp'] === 'number' ? stored['exp'] * 1000 : Date.now() + (expiresIn ?? 0) * 1000;
    const object = {
      kind: this.storedKind,
      digest: digestOf(id),
      payload: stored,
      expiresAt: new Date(end),
      ...(payload.grantId === undefined ? {} : { grantId: payload.grantId }),
    };
    await this.parts.objects.put(object, issueEvent(this.kind, payload));
    // The library looks whether an assertion was used before and then writes it down; of two at the same time one is too late here.
    if (this.kind === 'ReplayDetection' && !(await this.parts.objects.consume(this.storedKind, object.digest))) {
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
    }
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const object = await this.live(id);
    if (object !== undefined && this.kind === 'AuthorizationCode') checkRedirect(object);
    return object && fromStored({ ...object, kind: this.kind }, id, this.parts);
  }

  /** Nothing here is bound to a session, so nothing is looked for by a session's uid. */
  async findByUid(): Promise<undefined> {
    return undefined;
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /** Of two requests with the same code at the same time, one comes too late. */
  async consume(id: string): Promise<void> {
    if (await this.parts.objects.consume(this.storedKind, digestOf(id))) return;
    if (this.kind === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
    throw new errors.InvalidGrant('already consumed');
  }

  async destroy(id: string): Promise<void> {
    // Nobody is told of the end of these, so nobody has to look what they were.
    if (!endsWithEvent(this.kind)) return this.parts.objects.revoke(this.storedKind, digestOf(id));
    const object = await this.live(id);
    if (object === undefined) return;
    if (this.kind === 'AccessToken' && object.grantId !== undefined) await this.end(object.grantId);
    await this.parts.objects.revoke(this.storedKind, object.digest, revocationEvent(this.kind, object.payload));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    if (this.kind === 'AccessToken') await this.end(grantId);
    const clientId = Provider.ctx?.oidc.client?.clientId ?? 'unknown';
    await this.parts.objects.revokeByGrant(this.storedKind, grantId, grantRevocationEvent(this.kind, clientId, grantId));
  }

  private async live(id: string): Promise<KeptObject | undefined> {
    const object = await this.parts.objects.find(this.storedKind, digestOf(id));
    return object?.revokedAt === undefined ? object : undefined;
  }

  private async end(grantId: string): Promise<void> {
    await this.parts.endAuthorisation.run(grantId).catch((cause: unknown) => {
      throw toLibraryError(cause);
    });
  }
}

/** A code whose request named its address is redeemed by naming it again (RFC 6749 section 4.1.3). */
function checkRedirect({ payload }: KeptObject): void {
  const oidc = Provider.ctx?.oidc;
  if (oidc === undefined || !namedNoRedirect(oidc) || payload[DEFAULT_REDIRECT] === 'true') return;
  throw new errors.InvalidGrant('authorization code redirect_uri mismatch');
}
