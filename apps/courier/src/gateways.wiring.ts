import type { ConfigOf } from '@paraph/platform';
import { HttpSmsGateway } from './adapters/http-sms-gateway.js';
import { NoGateway } from './adapters/no-gateway.js';
import { SmppGateway } from './adapters/smpp/smpp-gateway.js';
import { SmtpGateway } from './adapters/smtp-gateway.js';
import type { courierConfig } from './courier.config.js';
import { Gateways, type MessageGateway } from './domain/message-gateway.js';

type Config = ConfigOf<(typeof courierConfig)['shape']>;
type Area = Readonly<Record<string, unknown>>;

/** The gateways that the configuration names. */
export function gatewaysOf(config: Config): Gateways {
  return new Gateways({ sms: smsGateway(config), email: emailGateway(config) });
}

function smsGateway({ sms, smpp, smsHttp }: Config): MessageGateway {
  switch (sms.kind) {
    case 'smpp':
      return new SmppGateway(read(smpp));
    case 'http':
      return new HttpSmsGateway(read(smsHttp));
    case 'none':
      return new NoGateway();
  }
}

function emailGateway({ email, smtp, smtpLogin }: Config): MessageGateway {
  if (email.kind === 'none') return new NoGateway();
  const { login, ...server } = read(smtp);
  return new SmtpGateway(login === 'password' ? { ...server, login: read(smtpLogin) } : server);
}

/** The settings of a kind, all of which the schema demands where it is chosen. */
function read<Chosen extends Area>(area: Chosen): { readonly [Name in keyof Chosen]: Exclude<Chosen[Name], undefined> } {
  const missing = Object.keys(area).filter((name) => area[name] === undefined);
  if (missing.length > 0) throw new Error(`not read: ${missing.join(', ')}`);
  // None is undefined, as was just seen.
  return area as { readonly [Name in keyof Chosen]: Exclude<Chosen[Name], undefined> };
}
