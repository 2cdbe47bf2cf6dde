import { clientSettings, ServiceError, type createClient, type RequestOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { type ClientStore } from '../ports/client-store.js';
import { type SubscriberStore } from '../ports/subscriber-store.js';
import { checkClientCertificate } from './check-client-certificate.js';
import { checkClientKey } from './check-client-key.js';
import { checkRedirectUris } from './check-redirect-uri.js';
import type { Client, ClientAuthentication } from './client.js';
import { digestClientSecret, makeClientSecret } from './client-secret.js';

type Authentication = RequestOf<typeof createClient>['authentication'];

/**
 * Records a subscriber's application. Its secret is made here and answered once.
 *
 * @throws ServiceError subscriber.unknown, request.invalid
 */
export class CreateClient {
  constructor(
    private readonly subscribers: SubscriberStore,
    private readonly clients: ClientStore,
  ) {}

  async run(request: RequestOf<typeof createClient>, requester: string): Promise<{ clientId: string; clientSecret?: string }> {
    const { authentication, secret } = credentialsOf(request.authentication);
    checkRedirectUris(request.redirectUris, authentication.method);
    if (!(await this.subscribers.exists(request.subscriberId))) throw new ServiceError('subscriber.unknown', 'no subscriber has this identifier');
    const { subscriberId, name, redirectUris } = request;
    const settings = request.settings ?? clientSettings.parse({});
    const client: Client = { id: newId('cli'), subscriberId, name, redirectUris, authentication, settings };
    await this.clients.add(client, {
      type: 'client-created',
      actor: { kind: 'system', id: requester },
      outcome: 'success',
      recipient: client.id,
      particulars: { subscriberId, name, authentication: authentication.method, profile: settings.profile },
    });
    return { clientId: client.id, ...(secret === undefined ? {} : { clientSecret: secret }) };
  }
}

function credentialsOf(asked: Authentication): { authentication: ClientAuthentication; secret?: string } {
  switch (asked.method) {
    case 'private_key_jwt': {
      const keys = asked.keys.map((key) => ({ ...key }));
      keys.forEach(checkClientKey);
      return { authentication: { method: 'private_key_jwt', keys } };
    }
    case 'self_signed_tls_client_auth':
      asked.certificates.forEach(checkClientCertificate);
      return { authentication: { method: 'self_signed_tls_client_auth', certificates: [...asked.certificates] } };
    case 'none':
      return { authentication: { method: 'none' } };
    case 'client_secret': {
      const secret = makeClientSecret();
      return { authentication: { method: 'client_secret', secretDigest: digestClientSecret(secret) }, secret };
    }
  }
}
