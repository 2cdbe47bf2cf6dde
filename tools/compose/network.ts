import { run } from '../images/buildah.ts';

const PREFIX = 'paraph-try-';
const BRIDGE = 'paraph0';

/** Addresses of the containers; the trial itself, which plays the outside with its database, is the first. */
const NET = '10.77.0.';

/** Our own address, which stands for whatever is outside the compose file. */
export const OUTSIDE = `${NET}1`;

/** A network for each container behind one bridge, all of it inside the namespace that this process runs in. */
export class TrialNetwork {
  readonly #names = new Map<string, { readonly namespace: string; readonly address: string }>();

  constructor() {
    run('ip', ['link', 'set', 'lo', 'up']);
    run('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
    run('ip', ['addr', 'add', `${OUTSIDE}/24`, 'dev', BRIDGE]);
    run('ip', ['link', 'set', BRIDGE, 'up']);
  }

  /** A namespace with an address that others find by this name. */
  add(name: string): void {
    const [namespace, address] = [`${PREFIX}${process.pid}-${name}`, `${NET}${this.#names.size + 10}`];
    const inside = `paraph-v${this.#names.size}`;
    run('ip', ['netns', 'add', namespace]);
    this.#names.set(name, { namespace, address });
    run('ip', ['link', 'add', inside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace]);
    run('ip', ['link', 'set', inside, 'master', BRIDGE, 'up']);
    run('ip', ['-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0']);
    run('ip', ['-n', namespace, 'link', 'set', 'eth0', 'up']);
    run('ip', ['-n', namespace, 'link', 'set', 'lo', 'up']);
  }

  namespace(name: string): string {
    return this.#of(name).namespace;
  }

  address(name: string): string {
    return this.#of(name).address;
  }

  /** What stands in everybody's /etc/hosts. */
  hosts(): string {
    return ['127.0.0.1 localhost', `${OUTSIDE} database`, ...[...this.#names].map(([name, { address }]) => `${address} ${name}`), ''].join('\n');
  }

  close(): void {
    for (const { namespace } of this.#names.values()) run('ip', ['netns', 'delete', namespace]);
    this.#names.clear();
  }

  #of(name: string) {
    const found = this.#names.get(name);
    if (!found) throw new Error(`no container ${name}`);
    return found;
  }
}
