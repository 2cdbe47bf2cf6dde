import type { PortName, Ports } from './ports.ts';

/**
 * Cookies ignore ports, so each web origin has a host of its own. What no browser visits stays on the bare address; so do the CA's
 * files, since verifiers look them up with the system's resolver, which knows no `*.localhost`.
 */
export const hosts: Readonly<Partial<Record<HttpName, string>>> = {
  gateway: 'gateway.localhost',
  identity: 'identity.localhost',
  approval: 'approval.localhost',
  audit: 'audit.localhost',
  idp: 'idp.localhost',
  sandbox: 'sandbox.localhost',
  application: 'application.localhost',
};

/** What speaks HTTP; the database, the bus and the mail server do not. */
export type HttpName = Exclude<PortName, 'postgres' | 'nats' | 'mail'>;

/** The public origin of everything that speaks HTTP. */
export type Origins = Readonly<Record<HttpName, string>>;

/** What clients and browsers come to; it speaks https where the stack does. */
const withTls: ReadonlySet<HttpName> = new Set(['gateway', 'identity', 'approval', 'idp']);

/** Origins for a stack's ports. */
export function originsOf(ports: Ports, { tls }: { readonly tls: boolean }): Origins {
  const scheme = (name: HttpName): string => (tls && withTls.has(name) ? 'https' : 'http');
  const origin = (name: HttpName): string => `${scheme(name)}://${hosts[name] ?? '127.0.0.1'}:${ports[name]}`;
  return {
    gateway: origin('gateway'),
    management: origin('management'),
    identity: origin('identity'),
    approval: origin('approval'),
    courier: origin('courier'),
    sam: origin('sam'),
    keyLifecycle: origin('keyLifecycle'),
    caConnector: origin('caConnector'),
    audit: origin('audit'),
    idp: origin('idp'),
    sandbox: origin('sandbox'),
    application: origin('application'),
  };
}

/** The same server by the loopback address, which needs no resolver. */
export function loopbackOrigin(origin: string): string {
  const { protocol, port } = new URL(origin);
  return `${protocol}//127.0.0.1:${port}`;
}
