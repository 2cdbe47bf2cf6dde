import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { PhoneInbox } from './inbox.ts';
import { readMail } from './read-mail.ts';

const LONGEST_MAIL = 256 * 1024;

/** Takes e-mails of the trial from this machine and puts them into the inbox; nothing leaves. */
export async function startMailSink(port: number, inbox: PhoneInbox): Promise<{ close(): void }> {
  const server = new SMTPServer({
    banner: 'sandbox of Paraph',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LONGEST_MAIL,
    closeTimeout: 500,
    onData: (stream, session, done) => {
      buffer(stream).then((mail) => {
        if (stream.sizeExceeded) return done(Object.assign(new Error('too long'), { responseCode: 552 }));
        for (const { address } of session.envelope.rcptTo) inbox.add({ channel: 'email', to: address, ...readMail(mail) });
        done();
      }, done);
    },
  });
  // A client that breaks off is no failure of the sink.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { close: () => server.close() };
}
