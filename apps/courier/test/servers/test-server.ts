import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What a server does with the next messages. */
export type Behaviour = 'take' | 'refuse' | 'busy' | 'hang' | 'hang-up';

/** A message as the other side has it. */
export interface Received {
  readonly to: string;
  readonly text: string;
  readonly subject?: string;
}

/** What stands on the other side of a gateway in a test, and is real. */
export interface GatewayServer {
  behaviour: Behaviour;
  readonly received: Received[];
  readonly port: number;
  /** Breaks every connection and takes no more. */
  close(): Promise<void>;
}

/** A server that can be told how to behave, and whose end ends its connections. */
export abstract class TestServer implements GatewayServer {
  behaviour: Behaviour = 'take';
  readonly received: Received[] = [];
  protected readonly sockets = new Set<Socket>();

  protected constructor(protected readonly server: Server) {
    for (const event of ['connection', 'secureConnection']) server.on(event, (socket: Socket) => void this.sockets.add(socket.on('error', () => undefined)));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async listen(port: number): Promise<this> {
    this.server.listen(port, '0.0.0.0');
    await once(this.server, 'listening');
    return this;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
