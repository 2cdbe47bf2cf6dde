import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import { idPattern, sha256, toBase64Url, type Clock } from '@paraph/kernel';
import type { ServiceBearer } from './bearer.js';
import type { CredentialDirectory } from './credential-directory.js';
import type { Signers } from './signers.js';

/** Whose credentials are listed, and which. */
export interface ListRequest {
  /** Names the signer where the token does not: required from a client's own token, forbidden otherwise. */
  readonly signerId?: string;
  readonly onlyValid: boolean;
  /** Pages of at most so many, from the one this token names; absent for all at once. */
  readonly page?: { readonly size: number; readonly token?: string };
}

/** Credentials, and where to go on. */
export interface ListedCredentials {
  readonly credentials: readonly CredentialDescription[];
  readonly nextPageToken?: string;
}

/** A page token that names no place in the list it came for. */
export class UnknownPage extends Error {
  override readonly name = 'UnknownPage';
}

/** CSC `credentials/list` (v1 11.4, v2 11.4): the credentials of one signer with the client's subscriber. */
export class ListCredentials {
  constructor(
    private readonly directory: CredentialDirectory,
    private readonly signers: Signers,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `signer.unknown` for a signer who is not the subscriber's, as for one who does not exist; UnknownPage */
  async run(bearer: ServiceBearer, { signerId, onlyValid, page }: ListRequest): Promise<ListedCredentials> {
    const { subscriberId, clientId } = bearer;
    const named = bearer.signerId ?? (await this.named(signerId, subscriberId));
    const listed = await this.directory.list({ signerId: named, subscriberId, clientId }, onlyValid);
    const now = this.clock.now();
    // A certificate may have ended since the state was last looked at.
    const wanted = onlyValid ? listed.filter(({ validTo }) => new Date(validTo) > now) : listed;
    return page === undefined ? { credentials: wanted } : paged(wanted, page, named);
  }

  private async named(signerId: string | undefined, subscriberId: string): Promise<string> {
    const known = signerId !== undefined && idPattern('sgn').test(signerId) && (await this.signers.subscriberOf(signerId)) === subscriberId;
    if (!known) throw new ServiceError('signer.unknown', 'no signer of this subscriber has this identifier');
    return signerId;
  }
}

function paged(
  list: readonly CredentialDescription[],
  { size, token }: { readonly size: number; readonly token?: string },
  signerId: string,
): ListedCredentials {
  const from = token === undefined ? 0 : list.findIndex((one) => pageToken(signerId, one) === token) + 1;
  if (token !== undefined && from === 0) throw new UnknownPage('no such page');
  const credentials = list.slice(from, from + size);
  const last = credentials.at(-1);
  return { credentials, ...(last !== undefined && from + size < list.length ? { nextPageToken: pageToken(signerId, last) } : {}) };
}

/**
 * Names the last credential of a page. It is only ever looked for in the caller's own list, so that whatever is forged finds nothing of anybody
 * else; and it says nothing to whoever reads it.
 */
function pageToken(signerId: string, { credentialId }: CredentialDescription): string {
  return toBase64Url(sha256(`paraph/page/v1 ${signerId} ${credentialId}`));
}
