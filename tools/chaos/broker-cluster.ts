import type { BrokerNode } from '../stack/nats.ts';
import { freePort } from './service-replicas.ts';
import { Wire } from './wire.ts';

const NAMES = ['nats', 'nats-2', 'nats-3'] as const;
export type BrokerName = (typeof NAMES)[number];

/** Three servers of one broker, with a wire of its own from each to each other. */
export class BrokerCluster {
  readonly nodes: readonly BrokerNode[];
  readonly #wires: readonly { readonly ends: readonly string[]; readonly wire: Wire }[];

  private constructor(nodes: readonly BrokerNode[], wires: readonly { readonly ends: readonly string[]; readonly wire: Wire }[]) {
    this.nodes = nodes;
    this.#wires = wires;
  }

  static async prepare(): Promise<BrokerCluster> {
    const ports = await Promise.all(NAMES.map(async (name) => ({ name, port: await freePort(), routePort: await freePort() })));
    const wires: { readonly ends: readonly string[]; readonly wire: Wire }[] = [];
    const nodes: BrokerNode[] = [];
    for (const from of ports) {
      const routes: number[] = [];
      for (const to of ports.filter((one) => one !== from)) {
        const wire = await Wire.to(() => to.routePort);
        wires.push({ ends: [from.name, to.name], wire });
        routes.push(wire.port);
      }
      nodes.push({ ...from, routes });
    }
    return new BrokerCluster(nodes, wires);
  }

  /** Nobody hears this server any more, and it hears nobody, but for the clients that are on it. */
  isolate(name: string): void {
    for (const { ends, wire } of this.#wires) if (ends.includes(name)) wire.cut();
  }

  /** Each is alone: none of them is a majority. */
  split(): void {
    for (const { wire } of this.#wires) wire.cut();
  }

  mend(): void {
    for (const { wire } of this.#wires) wire.mend();
  }

  async close(): Promise<void> {
    await Promise.all(this.#wires.map(({ wire }) => wire.close()));
  }
}
