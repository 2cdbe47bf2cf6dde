import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { Provider } from 'oidc-provider';
import type { EndAuthorisation } from '../../domain/authorisations/end-authorisation.js';
import { digestOf } from '../../domain/digest-of.js';
import type { KeptObject, ProtocolObjects } from '../../domain/ports/protocol-objects.js';
import type { Seal } from '../../domain/seal.js';
import { toLibraryError } from './library-error.js';
import { fromStored, toStored } from './stored-payload.js';
import { endsWithEvent, grantRevocationEvent, issueEvent, revocationEvent } from './token-events.js';

/** What storage needs beside the table. */
export interface StorageParts {
  readonly objects: ProtocolObjects;
  readonly endAuthorisation: EndAuthorisation;
  readonly seal: Seal;
  /** Address that brings a browser back to the authorisation endpoint, without the request's id. */
  readonly resumeUrl: string;
}

/** The library's storage of one kind of object. An id is kept as its SHA-256 only and put back when somebody comes with it. */
export class StoredModel implements Adapter {
  constructor(
    private readonly kind: string,
    private readonly parts: StorageParts,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const stored = toStored(payload, this.parts.seal);
    const end = typeof stored['exp'] === 'number' ? stored['exp'] * 1000 : Date.now() + (expiresIn ?? 0) * 1000;
    const object = {
      kind: this.kind,
      digest: digestOf(id),
      payload: stored,
      expiresAt: new Date(end),
      ...(payload.grantId === undefined ? {} : { grantId: payload.grantId }),
    };
    await this.parts.objects.put(object, issueEvent(this.kind, payload));
    // The library looks whether an assertion was used before and then writes it down; of two at the same time one is too late here.
    if (this.kind === 'ReplayDetection' && !(await this.parts.objects.consume(this.kind, object.digest))) {
      throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
    }
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const object = await this.live(id);
    return object && fromStored(object, id, this.parts);
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
    if (await this.parts.objects.consume(this.kind, digestOf(id))) return;
    if (this.kind === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
    throw new errors.InvalidGrant('already consumed');
  }

  async destroy(id: string): Promise<void> {
    // Nobody is told of the end of these, so nobody has to look what they were.
    if (!endsWithEvent(this.kind)) return this.parts.objects.revoke(this.kind, digestOf(id));
    const object = await this.live(id);
    if (object === undefined) return;
    if (this.kind === 'AccessToken' && object.grantId !== undefined) await this.end(object.grantId);
    await this.parts.objects.revoke(this.kind, object.digest, revocationEvent(this.kind, object.payload));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    if (this.kind === 'AccessToken') await this.end(grantId);
    const clientId = Provider.ctx?.oidc.client?.clientId ?? 'unknown';
    await this.parts.objects.revokeByGrant(this.kind, grantId, grantRevocationEvent(this.kind, clientId, grantId));
  }

  private async live(id: string): Promise<KeptObject | undefined> {
    const object = await this.parts.objects.find(this.kind, digestOf(id));
    return object?.revokedAt === undefined ? object : undefined;
  }

  private async end(grantId: string): Promise<void> {
    await this.parts.endAuthorisation.run(grantId).catch((cause: unknown) => {
      throw toLibraryError(cause);
    });
  }
}
