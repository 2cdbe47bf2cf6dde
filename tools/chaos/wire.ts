import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A wire on loopback that can be cut: what is on it breaks, and nothing new gets through until it is mended. */
export class Wire {
  /** Where it leads; changes count for new connections. */
  target: () => number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #isSilent = false;

  private constructor(server: Server, target: () => number) {
    this.#server = server;
    this.target = target;
  }

  static async to(target: () => number): Promise<Wire> {
    const server = createServer({ noDelay: true });
    const wire = new Wire(server, target);
    server.on('connection', (near) => wire.#join(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return wire;
  }

  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  /** Breaks what is on it, and lets nothing through. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Bytes go in and none comes out, as behind a switch that is gone: nobody is told. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Lets new connections through; what was silenced is broken, since its bytes are gone. */
  mend(): void {
    if (this.#isSilent) for (const socket of this.#sockets) socket.destroy();
    this.#isCut = false;
    this.#isSilent = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }

  #join(near: Socket): void {
    if (this.#isCut) return void near.destroy();
    const far = connect({ port: this.target(), host: '127.0.0.1', noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes) => {
        if (!this.#isSilent && !to.write(bytes)) from.pause();
      });
      to.on('drain', () => from.resume());
      from.on('error', () => to.destroy());
      from.on('end', () => to.end());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
