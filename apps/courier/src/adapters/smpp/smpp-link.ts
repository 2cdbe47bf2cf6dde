import type { Secret } from '@paraph/kernel';
import smpp, { type Pdu, type Session } from 'smpp';
import { NotTaken } from '../../domain/message-gateway.js';

/** How one becomes known to a message centre. */
export interface SmppLinkSettings {
  /** `ssmpp:` is SMPP in TLS, `smpp:` without. */
  readonly url: URL;
  readonly systemId: string;
  readonly password: Secret;
  readonly systemType: string;
  readonly times?: Partial<SmppTimes>;
}

interface SmppTimes {
  /** For a connection and its bind, or an answer to enquire_link. */
  readonly answerMs: number;
  /** Between two enquire_link. */
  readonly enquireMs: number;
  /** Before the first attempt to connect again; it doubles up to `longestRestMs`. */
  readonly restMs: number;
  readonly longestRestMs: number;
}

const usualTimes: SmppTimes = { answerMs: 5_000, enquireMs: 30_000, restMs: 500, longestRestMs: 30_000 };
const defaultPorts: Readonly<Record<string, number>> = { 'smpp:': 2775, 'ssmpp:': 3550 };
/** interface_version (SMPP 3.4 section 5.2.4). */
const VERSION_3_4 = 0x34;

type Ask = (session: Session, answer: (pdu: Pdu) => void) => boolean;

/** One bound connection to a message centre, held for as long as the process runs: lost, it is made again. */
export class SmppLink {
  private readonly times: SmppTimes;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private current: Session | undefined;
  private bound: Session | undefined;
  private readonly waiting = new Set<(session: Session) => void>();

  constructor(private readonly settings: SmppLinkSettings) {
    this.times = { ...usualTimes, ...settings.times };
  }

  get isBound(): boolean {
    return this.bound !== undefined;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    const { bound } = this;
    if (bound) await this.answered(bound, (session, answer) => session.unbind(answer), this.times.answerMs).catch(() => undefined);
    this.stopping.abort();
    this.current?.destroy();
    await this.running;
  }

  /**
   * Asks the message centre and waits for its answer, until the given moment.
   *
   * @throws NotTaken where there is no connection or no answer
   */
  async ask(ask: Ask, until: number): Promise<Pdu> {
    const session = this.bound ?? (await this.whenBound(until));
    return this.answered(session, ask, until - performance.now());
  }

  private async run(): Promise<void> {
    let rest = this.times.restMs;
    while (!this.stopping.signal.aborted) {
      const session = (this.current = this.connect());
      try {
        await this.bind(session);
        rest = this.times.restMs;
        this.offer(session);
        await this.keep(session);
      } catch {
        // Whoever asks is told that there is no connection; whoever watches sees it in the figures.
      } finally {
        this.bound = undefined;
        session.destroy();
      }
      await this.pause(rest);
      rest = Math.min(rest * 2, this.times.longestRestMs);
    }
  }

  private connect(): Session {
    const { protocol, hostname, port } = this.settings.url;
    const session = smpp.connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || defaultPorts[protocol]),
      tls: protocol === 'ssmpp:',
      minVersion: 'TLSv1.2',
    });
    // Each message that waits for its answer listens for the end.
    session.setMaxListeners(0);
    session.on('close', () => {
      if (this.bound === session) this.bound = undefined;
    });
    // After any error the library's reading stands still: the connection is of no more use.
    session.on('error', () => session.destroy());
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response());
      session.close();
    });
    for (const command of ['enquire_link', 'unknown']) session.on(command, (pdu: Pdu) => session.send(pdu.response()));
    // Receipts were not asked for; what comes all the same is acknowledged and dropped.
    for (const command of ['deliver_sm', 'data_sm']) session.on(command, (pdu: Pdu) => session.send(pdu.response({ message_id: '' })));
    return session;
  }

  private async bind(session: Session): Promise<void> {
    const { url, systemId, password, systemType } = this.settings;
    const until = performance.now() + this.times.answerMs;
    await this.happens(session, url.protocol === 'ssmpp:' ? 'secureConnect' : 'connect');
    const parameters = { system_id: systemId, password: password.reveal(), system_type: systemType, interface_version: VERSION_3_4 };
    const { command_status: status } = await this.answered(session, (one, answer) => one.bind_transceiver(parameters, answer), until - performance.now());
    if (status !== 0) throw new NotTaken('refused', { status });
  }

  private offer(session: Session): void {
    this.bound = session;
    for (const take of this.waiting) take(session);
  }

  /** Returns by throwing, when the connection no longer answers. */
  private async keep(session: Session): Promise<never> {
    const closed = new Promise<void>((resolve) => session.once('close', resolve));
    for (;;) {
      await Promise.race([this.pause(this.times.enquireMs), closed]);
      this.stopping.signal.throwIfAborted();
      await this.answered(session, (one, answer) => one.enquire_link(answer), this.times.answerMs);
    }
  }

  private whenBound(until: number): Promise<Session> {
    return new Promise((resolve, reject) => {
      const take = (session: Session): void => settle(() => resolve(session));
      const timer = setTimeout(() => settle(() => reject(new NotTaken('unreachable'))), Math.max(0, until - performance.now()));
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(take);
        done();
      };
      this.waiting.add(take);
    });
  }

  private happens(session: Session, event: string): Promise<void> {
    return this.inTime(session, this.times.answerMs, (resolve) => void session.once(event, () => resolve()));
  }

  private answered(session: Session, ask: Ask, withinMs: number): Promise<Pdu> {
    return this.inTime<Pdu>(session, withinMs, (resolve, reject) => {
      if (!ask(session, resolve)) reject(new NotTaken('unreachable'));
    });
  }

  /** What was sent and not answered may have been received. */
  private inTime<T>(session: Session, withinMs: number, begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const onClose = (): void => settle(() => reject(new NotTaken('interrupted', { maybeGone: true })));
      const timer = setTimeout(() => settle(() => reject(new NotTaken('late', { maybeGone: true }))), Math.max(0, withinMs));
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        session.off('close', onClose);
        done();
      };
      session.on('close', onClose);
      begin(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.stopping;
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}
