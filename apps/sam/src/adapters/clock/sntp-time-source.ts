import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instruments } from '../../domain/clock/instruments.js';
import { TimeSource, type TimeSample } from '../../domain/clock/time-source.js';
import { readSntp, sntpQuestion, type SntpReading } from './sntp-packet.js';

/** Where a server is. */
export interface SntpServer {
  readonly host: string;
  readonly port: number;
}

/** Milliseconds. */
export interface SntpTiming {
  readonly timeout: number;
  readonly between: number;
}

const TIMING: SntpTiming = { timeout: 1_000, between: 250 };
const SAMPLES = 3;
/** How long a server is left alone that asked for fewer questions. */
const QUIET_MS = 300_000;
/** RFC 5905 section 15 counts on this much error of an oscillator. */
const DRIFT = 15e-6;

/** A server that is asked by SNTP (RFC 4330, RFC 5905 in client mode). What does not answer our own question in time says nothing. */
export class SntpTimeSource extends TimeSource {
  override readonly name: string;
  #quietUntil = -Infinity;

  constructor(
    private readonly server: SntpServer,
    private readonly instruments: Instruments,
    private readonly timing = TIMING,
  ) {
    super();
    this.name = `${server.host}:${server.port}`;
  }

  override async ask(): Promise<readonly TimeSample[]> {
    const samples: TimeSample[] = [];
    for (let count = 0; count < SAMPLES && this.instruments.monotonic() >= this.#quietUntil; count += 1) {
      if (count > 0) await sleep(this.timing.between);
      const sample = await this.askOnce();
      if (sample) samples.push(sample);
    }
    return samples;
  }

  private async askOnce(): Promise<TimeSample | undefined> {
    const socket = await connected(this.server).catch(() => undefined);
    if (!socket) return undefined;
    const nonce = randomBytes(8);
    const asked = this.instruments.monotonic();
    const reading = await this.exchange(socket, nonce);
    const heard = this.instruments.monotonic();
    socket.close();
    if (reading.kind === 'kiss') this.obey(reading.code);
    if (reading.kind !== 'answer') return undefined;
    const { received, sent, distance } = reading.answer;
    // A server cannot have held the question for longer than we waited.
    const travelled = heard - asked - (sent - received);
    if (travelled < -1) return undefined;
    const uncertainty = Math.max(travelled, 0) / 2 + distance + (heard - asked) * DRIFT;
    return { utc: (received + sent) / 2, at: (asked + heard) / 2, uncertainty };
  }

  /** The first packet that says something about this question; an ignored one leaves the question open. */
  private exchange(socket: Socket, nonce: Uint8Array): Promise<SntpReading> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'ignored' }), this.timing.timeout);
      const end = (reading: SntpReading): void => {
        clearTimeout(timer);
        resolve(reading);
      };
      socket.on('message', (packet) => {
        const reading = readSntp(packet, nonce);
        if (reading.kind !== 'ignored') end(reading);
      });
      socket.on('error', () => end({ kind: 'ignored' }));
      socket.send(sntpQuestion(nonce));
    });
  }

  /** Other words than these are about the server's own state: it has just no time for us now. */
  private obey(code: string): void {
    if (['RATE', 'DENY', 'RSTR'].includes(code)) this.#quietUntil = this.instruments.monotonic() + QUIET_MS;
  }
}

/** A socket on a port of its own, by chance, that hears nobody but the server. */
async function connected({ host, port }: SntpServer): Promise<Socket> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // The types do not say it: an address that is not found comes to the callback.
      socket.connect(port, host, (error?: Error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.removeAllListeners('error');
  return socket;
}
