import { ServiceError, type createLogin, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { toBase64Url } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { type ClientStore } from '../ports/client-store.js';
import { type LoginStore } from '../ports/login-store.js';
import { type SignerStore } from '../ports/signer-store.js';
import type { Passwords } from './passwords.js';

/** 144 random bits: nothing that is searched, however it leaks that somebody tries. */
const PASSWORD_BYTES = 18;

/** Gives a signer a user name and a password for auth/login through one client. The password is made here and answered once. */
export class CreateLogin {
  constructor(
    private readonly accounts: LoginStore,
    private readonly clients: ClientStore,
    private readonly signers: SignerStore,
    private readonly passwords: Passwords,
  ) {}

  /** @throws ServiceError client.unknown, signer.unknown, request.duplicate, request.invalid */
  async run({ clientId, signerId, userName: asked }: RequestOf<typeof createLogin>, requester: string): Promise<ReplyOf<typeof createLogin>> {
    const client = await this.clients.find(clientId);
    if (client === undefined) throw new ServiceError('client.unknown', 'no client has this identifier');
    // Its tokens are all bound to a key, and a login has none to bind them to.
    if (client.authentication.method === 'none') throw new ServiceError('request.invalid', 'clientId: a public client has no logins');
    const signer = await this.signers.find(signerId);
    if (signer?.subscriberId !== client.subscriberId) throw new ServiceError('signer.unknown', 'no signer of this client’s subscriber has this identifier');

    const userName = asked.normalize('NFC');
    const password = toBase64Url(randomBytes(PASSWORD_BYTES));
    const account = { userName, clientId, signerId, passwordHash: await this.passwords.hash(password) };
    const isNew = await this.accounts.add(account, {
      type: 'login-created',
      actor: { kind: 'system', id: requester },
      outcome: 'success',
      recipient: signerId,
      particulars: { userName, clientId },
    });
    if (!isNew) throw new ServiceError('request.duplicate', 'somebody has this user name');
    return { userName, password };
  }
}
