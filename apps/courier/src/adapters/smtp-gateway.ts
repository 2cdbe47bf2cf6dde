import type { Secret } from '@paraph/kernel';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { MessageGateway, NotTaken, type NotTakenReason } from '../domain/message-gateway.js';
import type { Message } from '../domain/message.js';
import { isLoopback } from './loopback.js';

export interface SmtpSettings {
  /** `smtps:` speaks TLS from the first byte; `smtp:` changes to TLS before anything else, except on this machine. */
  readonly url: URL;
  /** Address in From and in the envelope. */
  readonly sender: string;
  readonly login?: { readonly user: string; readonly password: Secret };
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 8_000;
const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** A mail server that takes messages (RFC 6409). Plain text, one recipient. */
export class SmtpGateway extends MessageGateway {
  override readonly kind = 'smtp';
  private readonly transport: Transporter;

  constructor(private readonly settings: SmtpSettings) {
    super();
    const { url, login, timeoutMs = TIMEOUT_MS } = settings;
    const secure = url.protocol === 'smtps:';
    this.transport = createTransport({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || defaultPorts[url.protocol]),
      secure,
      requireTLS: !secure && !isLoopback(url.hostname),
      ...(login ? { auth: { user: login.user, pass: login.password.reveal() } } : {}),
      tls: { minVersion: 'TLSv1.2' },
      dnsTimeout: timeoutMs,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      logger: false,
    });
  }

  override async deliver(message: Message): Promise<void> {
    const { sender, timeoutMs = TIMEOUT_MS } = this.settings;
    const mail: SendMailOptions & { readonly signal: AbortSignal } = {
      // As objects, so that no address is parsed again.
      from: { name: '', address: sender },
      to: { name: '', address: message.address },
      envelope: { from: sender, to: [message.address] },
      messageId: `<${message.messageId}@${sender.slice(sender.lastIndexOf('@') + 1)}>`,
      ...(message.subject === undefined ? {} : { subject: message.subject }),
      text: message.text,
      // Nobody's holiday answers it (RFC 3834 section 5).
      headers: { 'Auto-Submitted': 'auto-generated' },
      xMailer: false,
      signal: AbortSignal.timeout(timeoutMs),
    };
    try {
      await this.transport.sendMail(mail);
    } catch (error) {
      throw notTaken(error);
    }
  }

  override async isReachable(): Promise<boolean> {
    return this.transport.verify().then(
      () => true,
      () => false,
    );
  }

  override async stop(): Promise<void> {
    this.transport.close();
  }
}

const reasons: Readonly<Record<string, NotTakenReason>> = { EABORT: 'late', ETIMEDOUT: 'late', EAUTH: 'refused', ETLS: 'refused' };
/** What happens only before a message is handed over. */
const early = ['EDNS', 'ETLS', 'EAUTH', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];

/** Of the library's error the codes and the number: its words quote addresses and what the server wrote. */
function notTaken(error: unknown): NotTaken {
  const { code, originalCode, responseCode } = Object(error) as Partial<Record<string, unknown>>;
  // The server said no, whenever that was.
  if (typeof responseCode === 'number') return new NotTaken(responseCode < 500 ? 'busy' : 'refused', { status: responseCode });
  const maybeGone = ![code, originalCode].some((one) => early.includes(String(one)));
  return new NotTaken(reasons[String(code)] ?? 'unreachable', { maybeGone });
}
