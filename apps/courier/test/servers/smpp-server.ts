import smpp, { type Pdu, type Session } from 'smpp';
import { TestServer } from './test-server.js';

/** A message centre, by the server side of the library. */
export class SmppServer extends TestServer {
  readonly submitted: Pdu[] = [];
  readonly binds: Pdu[] = [];
  enquiries = 0;
  answersEnquiries = true;
  /** How many submissions are taken before the others are refused. */
  refusesAfter = Infinity;
  private readonly sessions = new Set<Session>();
  private readonly parts = new Map<number, Pdu[]>();

  constructor(tls: Readonly<Record<string, unknown>> = {}) {
    super(smpp.createServer(tls, (session) => this.attend(session)));
  }

  /** Sends every bound client a unit of its own. */
  push(send: (session: Session) => void): void {
    for (const session of this.sessions) send(session);
  }

  /** Sends bytes that are no unit. */
  write(bytes: Buffer): void {
    for (const socket of this.sockets) if (!socket.destroyed) socket.write(bytes);
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
    if (this.behaviour !== 'take' || this.submitted.length > this.refusesAfter)
      return void session.send(pdu.response({ command_status: this.behaviour === 'busy' ? 0x58 : 0x0b }));
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
