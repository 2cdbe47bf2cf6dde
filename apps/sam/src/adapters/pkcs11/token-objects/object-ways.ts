import type { Cryptoki } from '../cryptoki.js';
import type { TokenSettings } from '../pkcs11-token.js';
import type { ConnectionWays } from '../token-link.js';
import { connectToObjects, disconnectFromObjects, type ObjectConnection } from './object-connection.js';

/** Connections to a token that keeps each key as an object. */
export class ObjectWays implements ConnectionWays<ObjectConnection> {
  constructor(
    private readonly cryptoki: Cryptoki,
    private readonly settings: TokenSettings,
  ) {}

  get label(): string {
    return this.settings.label;
  }

  async connect(): Promise<ObjectConnection> {
    return connectToObjects(this.cryptoki, this.settings);
  }

  prove({ cryptoki, pool }: ObjectConnection): Promise<Buffer> {
    return pool.use(async (session) => cryptoki.call((token) => token.C_GenerateRandom(session, Buffer.alloc(8))));
  }

  async isLoggedIn({ sessions }: ObjectConnection): Promise<boolean> {
    return sessions.isLoggedIn();
  }

  disconnect(connection: ObjectConnection): Promise<void> {
    return disconnectFromObjects(connection, false);
  }

  drop(connection: ObjectConnection): Promise<void> {
    return disconnectFromObjects(connection, true);
  }
}
