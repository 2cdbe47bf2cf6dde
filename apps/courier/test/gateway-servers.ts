import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import smpp, { type Pdu, type Session } from 'smpp';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

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

abstract class TestServer implements GatewayServer {
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

/** An HTTP interface of an SMS provider. */
export class HttpServerForSms extends TestServer {
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  /** Answers given before `behaviour` decides. */
  readonly script: number[] = [];

  constructor() {
    super(createServer((request, response) => void this.answer(request, response)));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    this.requests.push({ headers: request.headers, body });
    if (this.behaviour === 'hang') return;
    if (this.behaviour === 'hang-up') return void request.socket.destroy();
    const status = this.script.shift() ?? { take: 202, refuse: 422, busy: 429 }[this.behaviour];
    if (status < 300) this.received.push(JSON.parse(body) as Received);
    if (status >= 300 && status < 400) response.setHeader('location', '/elsewhere');
    // As a provider's answers do, it repeats what it was asked.
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }
}

/** A message centre, by the server side of the library. */
export class SmppServer extends TestServer {
  readonly submitted: Pdu[] = [];
  readonly binds: Pdu[] = [];
  enquiries = 0;
  answersEnquiries = true;
  private readonly sessions = new Set<Session>();
  private readonly parts = new Map<number, Pdu[]>();

  constructor(tls: Readonly<Record<string, unknown>> = {}) {
    super(smpp.createServer(tls, (session) => this.attend(session)));
  }

  /** Sends every bound client a unit of its own. */
  push(send: (session: Session) => void): void {
    for (const session of this.sessions) send(session);
  }

  private attend(session: Session): void {
    this.sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => this.sessions.delete(session));
    session.on('bind_transceiver', (pdu: Pdu) => {
      this.binds.push(pdu);
      session.send(pdu.response(pdu.password === 'letmein' ? { system_id: 'test' } : { command_status: 0x0e }));
    });
    session.on('enquire_link', (pdu: Pdu) => {
      this.enquiries += 1;
      if (this.answersEnquiries) session.send(pdu.response());
    });
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu: Pdu) => this.take(session, pdu));
  }

  private take(session: Session, pdu: Pdu): void {
    this.submitted.push(pdu);
    if (this.behaviour === 'hang') return;
    if (this.behaviour === 'hang-up') return session.destroy();
    if (this.behaviour !== 'take') return void session.send(pdu.response({ command_status: this.behaviour === 'busy' ? 0x58 : 0x0b }));
    session.send(pdu.response({ message_id: '1' }));
    const { udh, message = '' } = pdu.short_message ?? {};
    const header = udh?.[0];
    if (!header) return void this.received.push({ to: `+${pdu.destination_addr}`, text: String(message) });
    const [reference = 0, count = 0] = [header[2], header[3]];
    const parts = [...(this.parts.get(reference) ?? []), pdu];
    this.parts.set(reference, parts);
    if (parts.length < count) return;
    this.parts.delete(reference);
    const placed = parts.toSorted((one, other) => (one.short_message?.udh?.[0]?.[4] ?? 0) - (other.short_message?.udh?.[0]?.[4] ?? 0));
    this.received.push({ to: `+${pdu.destination_addr}`, text: placed.map((one) => String(one.short_message?.message)).join('') });
  }
}

/** A mail server. */
export class MailServer extends TestServer {
  /** Everything that came, headers first. */
  readonly mails: string[] = [];
  readonly logins: string[] = [];
  readonly secure: boolean[] = [];

  private constructor(
    private readonly smtp: SMTPServer,
    handlers: Handlers,
  ) {
    super(smtp.server as Server);
    handlers.on = this;
    smtp.on('error', () => undefined);
  }

  static make(options: SMTPServerOptions = {}): MailServer {
    const handlers: Handlers = { on: undefined };
    const failure = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: options.key ? [] : ['STARTTLS'],
      onAuth: (auth, _session, done) => {
        handlers.on?.logins.push(`${auth.username}:${auth.password}`);
        if (auth.password === 'letmein') done(null, { user: auth.username });
        else done(failure(535, `no such user ${auth.username} with ${auth.password}`));
      },
      onRcptTo: ({ address }, _session, done) => {
        const how = handlers.on?.behaviour;
        if (how === 'refuse') done(failure(550, `nobody is ${address}`));
        else if (how === 'busy') done(failure(451, `come back for ${address}`));
        else done();
      },
      onData: (stream, session, done) => void handlers.on?.take(stream, session, done),
      ...options,
    });
    return new MailServer(smtp, handlers);
  }

  override async close(): Promise<void> {
    const closed = super.close();
    this.smtp.close();
    await closed;
  }

  private async take(stream: AsyncIterable<Buffer>, session: Parameters<NonNullable<SMTPServerOptions['onData']>>[1], done: () => void): Promise<void> {
    const mail = Buffer.concat(await Array.fromAsync(stream)).toString('latin1');
    if (this.behaviour === 'hang') return;
    if (this.behaviour === 'hang-up') return this.sockets.forEach((socket) => socket.destroy());
    this.mails.push(mail);
    this.secure.push(session.secure);
    this.received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(','), ...readMail(mail) });
    done();
  }
}

interface Handlers {
  on: MailServer | undefined;
}

/** Text and subject of a message of one part (RFC 2045, RFC 2047), as a mail program shows them. */
export function readMail(mail: string): { text: string; subject?: string } {
  const end = mail.indexOf('\r\n\r\n');
  const header = mail.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, 'im').exec(header)?.[1];
  const body = mail.slice(end + 4);
  const coding = field('Content-Transfer-Encoding')?.toLowerCase();
  const bytes =
    coding === 'base64' ? Buffer.from(body, 'base64') : coding === 'quoted-printable' ? unquote(body.replaceAll('=\r\n', '')) : Buffer.from(body, 'latin1');
  const subject = field('Subject')
    ?.replaceAll(/\?= +=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_all, how: string, word: string) => {
      return (how.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : unquote(word.replaceAll('_', ' '))).toString();
    });
  const text = bytes.toString().replaceAll('\r\n', '\n').replace(/\n$/, '');
  return { text, ...(subject === undefined ? {} : { subject }) };
}

function unquote(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
