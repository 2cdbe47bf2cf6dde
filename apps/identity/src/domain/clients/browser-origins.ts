import { type ClientStore } from '../ports/client-store.js';

/** The web origins from which some client may call the API in a browser: a preflight names no client. */
export class BrowserOrigins {
  constructor(private readonly clients: ClientStore) {}

  async run(): Promise<{ origins: string[] }> {
    return { origins: [...(await this.clients.browserOrigins())] };
  }
}
