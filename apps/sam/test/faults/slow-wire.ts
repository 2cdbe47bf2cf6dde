import { connect, createServer, type Server, type Socket } from 'node:net';

/** What the wire does. `dead`: bytes go in and nothing comes out, as behind a broken switch; connections stay open. */
export type WireState = 'open' | 'dead' | { readonly delay: number };

/** A wire to a server on loopback that can be slow or dead. */
export class SlowWire {
  state: WireState = 'open';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(port: number): Promise<SlowWire> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const wire = new SlowWire(server, address.port);
    server.on('connection', (near) => {
      const far = connect(port, '127.0.0.1');
      wire.join(near, far);
      wire.join(far, near);
    });
    return wire;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('data', (bytes) => {
      if (this.state === 'open') to.write(bytes);
      else if (this.state !== 'dead') setTimeout(() => to.write(bytes), this.state.delay);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
