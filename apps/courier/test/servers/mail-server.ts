import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server';
import { readMail } from './read-mail.js';
import { TestServer } from './test-server.js';

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
    super(smtp.server);
    handlers.on = this;
    smtp.on('error', () => undefined);
  }

  static make(options: SMTPServerOptions = {}): MailServer {
    const handlers: Handlers = { on: undefined };
    const failure = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });
    const smtp = new SMTPServer({
      authOptional: true,
      disableReverseLookup: true,
      disabledCommands: options.key ? [] : ['STARTTLS'],
      onAuth: (auth, _session, done) => {
        handlers.on?.logins.push(`${auth.username}:${auth.password}`);
        if (auth.password?.startsWith('letmein')) done(null, { user: auth.username });
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

  private async take(stream: SMTPServerDataStream, session: Parameters<NonNullable<SMTPServerOptions['onData']>>[1], done: () => void): Promise<void> {
    const mail = (await buffer(stream)).toString('latin1');
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
