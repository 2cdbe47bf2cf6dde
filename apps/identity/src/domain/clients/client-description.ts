import type { describeClient, ReplyOf } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import type { ClientEntry } from '../ports/directory.js';
import type { ClientAuthentication } from './client.js';

type Description = ReplyOf<typeof describeClient>;

/** A client in a list. */
export function listedClient(client: ClientEntry): Omit<Description, 'redirectUris' | 'keyIds' | 'settings'> {
  const { id, subscriberId, name, authentication, settings, createdAt, endedAt } = client;
  return {
    clientId: id,
    subscriberId,
    name,
    authentication: authentication.method,
    profile: settings.profile,
    createdAt: createdAt.toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
  };
}

/** A client with everything that was decided about it, and nothing by which it could be taken for it. */
export function clientDescription(client: ClientEntry): Description {
  return { ...listedClient(client), redirectUris: [...client.redirectUris], keyIds: keyIdsOf(client.authentication), settings: { ...client.settings } };
}

function keyIdsOf(authentication: ClientAuthentication): string[] {
  switch (authentication.method) {
    case 'private_key_jwt':
      return authentication.keys.map(({ kid }) => kid);
    case 'self_signed_tls_client_auth':
      return authentication.certificates.map((certificate) => sha256Hex(Buffer.from(certificate, 'base64')));
    case 'client_secret':
    case 'none':
      return [];
  }
}
