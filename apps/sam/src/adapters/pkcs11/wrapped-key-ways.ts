import { noTotals, totalsWith, type ConnectionTotals } from './connection-totals.js';
import type { Cryptoki } from './cryptoki.js';
import { callInThread } from './threads/call-work.js';
import { connect, disconnect, dropConnection, type ConnectionSettings, type TokenConnection } from './token-connection.js';
import type { ConnectionWays } from './token-link.js';
import { isUserState } from './token-sessions.js';
import { macInThread } from './token-signing.js';

/** Connections to a token that gives keys out wrapped. */
export class WrappedKeyWays implements ConnectionWays<TokenConnection> {
  #former = noTotals;

  constructor(
    private readonly cryptoki: Cryptoki,
    private readonly settings: ConnectionSettings,
  ) {}

  get label(): string {
    return this.settings.label;
  }

  connect(): Promise<TokenConnection> {
    return connect(this.cryptoki, this.settings);
  }

  prove(connection: TokenConnection): Promise<Uint8Array> {
    return macInThread(connection, 'journal', new Uint8Array(0));
  }

  /** In another thread: a token that hangs shall not stop the event loop too. */
  async isLoggedIn({ sessions, threads }: TokenConnection): Promise<boolean> {
    const info = await callInThread(threads, 'C_GetSessionInfo', [sessions.login]);
    // The binding's own type, which a message between threads keeps.
    return isUserState(info as { state: number });
  }

  disconnect(connection: TokenConnection): Promise<void> {
    return disconnect(connection);
  }

  async drop(connection: TokenConnection): Promise<void> {
    await dropConnection(connection);
    this.#former = totalsWith(this.#former, connection);
  }

  /** Counted by former connections and this one. */
  totals(connection: TokenConnection | undefined): ConnectionTotals {
    return totalsWith(this.#former, connection);
  }
}
