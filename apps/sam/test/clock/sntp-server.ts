import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

const EPOCH = 2_208_988_800;

/** A question as the server got it. */
export interface Question {
  readonly packet: Buffer;
  readonly from: RemoteInfo;
}

/** An SNTP server on loopback that answers as the test says. */
export class SntpServer {
  /** How wrong its clock is, milliseconds. */
  error = 0;
  /** Changes the good answer, answers several packets, or none. */
  reply: (good: Buffer, question: Question) => readonly Buffer[] = (good) => [good];
  readonly questions: Question[] = [];

  private constructor(private readonly socket: Socket) {}

  static async start(): Promise<SntpServer> {
    const socket = createSocket('udp4');
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    const server = new SntpServer(socket);
    socket.on('message', (packet, from) => server.answer({ packet, from }));
    return server;
  }

  get port(): number {
    return this.socket.address().port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => this.socket.close(done));
  }

  private answer(question: Question): void {
    this.questions.push(question);
    for (const packet of this.reply(this.good(question.packet), question)) this.socket.send(packet, question.from.port, question.from.address);
  }

  private good(question: Buffer): Buffer {
    const packet = Buffer.alloc(48);
    packet.set([(4 << 3) | 4, 2, 6, 0xec]);
    packet.writeUInt32BE(66, 4);
    packet.writeUInt32BE(131, 8);
    packet.set([192, 0, 2, 1], 12);
    for (const offset of [16, 32, 40]) writeTimestamp(packet, offset, Date.now() + this.error);
    question.copy(packet, 24, 40, 48);
    return packet;
  }
}

/** Milliseconds since 1970 as an NTP timestamp, whatever its era. */
export function writeTimestamp(packet: Buffer, offset: number, time: number): void {
  packet.writeUInt32BE((Math.floor(time / 1_000) + EPOCH) % 2 ** 32, offset);
  packet.writeUInt32BE(Math.floor(((time % 1_000) / 1_000) * 2 ** 32), offset + 4);
}
