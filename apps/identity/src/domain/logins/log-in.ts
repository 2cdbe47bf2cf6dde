import { ServiceError, type logIn, type ReplyOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Client } from '../clients/client.js';
import { type ClientStore } from '../ports/client-store.js';
import { type Events, type IdentityEvent } from '../ports/events.js';
import { type LoginStore } from '../ports/login-store.js';
import type { CheckPassword } from './check-password.js';
import type { LoginAccount } from './login-account.js';
import type { LoginTokens } from './login-tokens.js';

/** A login as it is tried. */
export interface PasswordTry {
  readonly userName: string;
  readonly password: string;
  readonly rememberMe: boolean;
  /** Network address the request came from, as the edge believes it. */
  readonly address: string;
}

/** CSC auth/login by user name and password: a service token for the signer of an account. */
export class LogIn {
  constructor(
    private readonly accounts: LoginStore,
    private readonly clients: ClientStore,
    private readonly check: CheckPassword,
    private readonly tokens: LoginTokens,
    private readonly events: Events,
  ) {}

  /** @throws ServiceError login.refused, the same for a wrong password and for nobody's name; login.throttled */
  async run({ rememberMe, ...tried }: PasswordTry): Promise<ReplyOf<typeof logIn>> {
    const userName = tried.userName.normalize('NFC');
    const account = await this.accounts.find(userName);
    const client = account && (await this.clients.find(account.clientId));
    const isRight = await this.checked({ ...tried, userName }, client && account);
    if (!isRight || account === undefined || client === undefined) throw refused();
    const login = { client, signerId: account.signerId, grantId: newId('lgn'), rememberMe };
    return this.tokens.open(login, loggedIn(account, client, tried.address));
  }

  private async checked(tried: Omit<PasswordTry, 'rememberMe'>, account: LoginAccount | undefined): Promise<boolean> {
    const isRight = await this.check.run(tried, account).catch(async (error: unknown) => {
      if (error instanceof ServiceError && error.code === 'login.throttled') await this.tell(account, tried.address, 'too many tries');
      throw error;
    });
    if (!isRight) await this.tell(account, tried.address, 'wrong password');
    return isRight;
  }

  /** A stranger's guesses at names that are nobody's leave no event: they would only fill the log. */
  private async tell(account: LoginAccount | undefined, address: string, cause: string): Promise<void> {
    if (account === undefined) return;
    const { clientId, signerId, userName } = account;
    const event = { type: 'login-refused', actor: { kind: 'client', id: clientId }, outcome: 'failure', recipient: signerId, cause } as const;
    await this.events.record({ ...event, requester: clientId, particulars: { userName, address } });
  }
}

function loggedIn({ userName, signerId }: LoginAccount, client: Client, address: string): IdentityEvent {
  const event = { type: 'login-succeeded', actor: { kind: 'signer', id: signerId }, outcome: 'success', requester: client.id } as const;
  return { ...event, recipient: signerId, particulars: { userName, address, by: 'password' } };
}

function refused(): ServiceError {
  return new ServiceError('login.refused', 'user name and password do not open anything');
}
