import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { SntpTimeSource } from '../../src/adapters/clock/sntp-time-source.js';
import { SystemInstruments } from '../../src/adapters/clock/system-instruments.js';
import { timeConfig } from '../../src/adapters/clock/time-config.js';
import { ClockWatch } from '../../src/domain/clock/clock-watch.js';
import { SteadyClock } from '../../src/domain/clock/steady-clock.js';
import type { TimeSample } from '../../src/domain/clock/time-source.js';
import { SntpServer, writeTimestamp } from './sntp-server.js';

const instruments = new SystemInstruments();
/** Long where an answer is expected, short where none is: a silent server costs three of them. */
const patient = { timeout: 2_000, between: 1 };
const impatient = { timeout: 40, between: 1 };

let server: SntpServer;
beforeEach(async () => {
  server = await SntpServer.start();
});
afterEach(() => server.stop());

const source = (port = server.port, timing = patient) => new SntpTimeSource({ host: '127.0.0.1', port }, instruments, timing);
const offsetOf = ({ utc, at }: TimeSample): number => utc + (instruments.monotonic() - at) - instruments.wall();

describe('an SNTP server', () => {
  it('that is right is heard three times', async () => {
    const samples = await source().ask();
    expect(samples).toHaveLength(3);
    for (const sample of samples) {
      expect(sample.uncertainty).toBeGreaterThan(1);
      expect(Math.abs(offsetOf(sample))).toBeLessThan(sample.uncertainty + 2);
    }
  });

  it.each([3_600_000, -3_600_000, 1_500])('that is wrong by %d ms is heard as it is', async (error) => {
    server.error = error;
    for (const sample of await source().ask()) expect(Math.abs(offsetOf(sample) - error)).toBeLessThan(sample.uncertainty + 2);
  });

  it('of after the roll-over of 2036 is understood', async () => {
    server.error = Date.parse('2041-01-01T00:00:00Z') - Date.now();
    const [sample] = await source().ask();
    expect(new Date(sample?.utc ?? 0).getUTCFullYear()).toBe(2041);
  });

  it('is asked from another port and with another number each time, and told nothing about this machine’s clock', async () => {
    await source().ask();
    const { questions } = server;
    expect(new Set(questions.map(({ from }) => from.port)).size).toBe(3);
    expect(new Set(questions.map(({ packet }) => packet.toString('hex', 40, 48))).size).toBe(3);
    for (const { packet } of questions) expect([packet.length, packet[0], packet.subarray(1, 40).every((byte) => byte === 0)]).toEqual([48, 0x23, true]);
  });
});

const changed = (change: (packet: Buffer) => void) => (good: Buffer) => {
  change(good);
  return [good];
};
const words = (code: string) =>
  changed((packet) => {
    packet[1] = 0;
    packet.write(code, 12, 'latin1');
  });

describe('says nothing: an SNTP server that', () => {
  it.each<[string, SntpServer['reply']]>([
    ['is silent', () => []],
    ['sends an empty packet', () => [Buffer.alloc(0)]],
    ['sends one byte too few', (good) => [good.subarray(0, 47)]],
    ['sends noise', () => [Buffer.from('garbage'.repeat(20))]],
    ['sends 48 zeros', () => [Buffer.alloc(48)]],
    ['does not repeat our number', changed((packet) => packet.fill(0, 24, 32))],
    ['repeats it all but one bit', changed((packet) => packet.writeUInt8(packet.readUInt8(31) ^ 1, 31))],
    ['sends the question back', (_good, { packet }) => [packet]],
    ['speaks as a client', changed((packet) => packet.writeUInt8((4 << 3) | 3, 0))],
    ['speaks as a broadcast', changed((packet) => packet.writeUInt8((4 << 3) | 5, 0))],
    ['speaks another version', changed((packet) => packet.writeUInt8((3 << 3) | 4, 0))],
    ['is not synchronised', changed((packet) => packet.writeUInt8(0xe4, 0))],
    ['has stratum 16', changed((packet) => packet.writeUInt8(16, 1))],
    ['is far from any reference', changed((packet) => packet.writeUInt32BE(2 * 65_536, 8))],
    ['sends no transmit time', changed((packet) => packet.fill(0, 40, 48))],
    ['sent before it received', changed((packet) => writeTimestamp(packet, 40, Date.now() - 60_000))],
    ['had the question for longer than it was away', changed((packet) => writeTimestamp(packet, 32, Date.now() - 60_000))],
    ['answers with INIT', words('INIT')],
  ])('%s', async (_, reply) => {
    server.reply = reply;
    expect(await source(server.port, impatient).ask()).toEqual([]);
  });

  it('replays the answer to an earlier question', async () => {
    await source().ask();
    let first: Buffer | undefined;
    server.reply = (good) => [(first ??= good)];
    expect(await source(server.port, impatient).ask()).toHaveLength(1);
    expect(await source(server.port, impatient).ask()).toEqual([]);
  });

  it('is not there', async () => {
    const closed = createSocket('udp4');
    await new Promise<void>((done) => closed.bind(0, '127.0.0.1', done));
    const { port } = closed.address();
    closed.close();
    expect(await source(port).ask()).toEqual([]);
    expect(await new SntpTimeSource({ host: 'nowhere.invalid', port: 123 }, instruments, impatient).ask()).toEqual([]);
  });
});

describe('an SNTP server under attack', () => {
  it('is still heard after a forged packet, and the forgery is not', async () => {
    server.reply = (good) => {
      const forged = Buffer.from(good);
      forged.fill(7, 24, 32);
      writeTimestamp(forged, 32, Date.now() + 3_600_000);
      writeTimestamp(forged, 40, Date.now() + 3_600_000);
      return [Buffer.from('noise'), forged, good];
    };
    const samples = await source().ask();
    expect(samples).toHaveLength(3);
    for (const sample of samples) expect(Math.abs(offsetOf(sample))).toBeLessThan(100);
  });

  it('is not silenced by a kiss of death from somebody else', async () => {
    server.reply = (good) => {
      const [forged = good] = words('DENY')(Buffer.from(good));
      forged.fill(1, 24, 32);
      return [forged, good];
    };
    expect(await source().ask()).toHaveLength(3);
  });

  it.each(['RATE', 'DENY', 'RSTR'])('is left alone after %s', async (code) => {
    server.reply = words(code);
    const one = source();
    expect(await one.ask()).toEqual([]);
    server.reply = (good) => [good];
    expect(await one.ask()).toEqual([]);
    expect(server.questions).toHaveLength(1);
    expect(await source().ask()).toHaveLength(3);
  });
});

describe('the watch over real packets', () => {
  it('trusts a right server, not a wrong one, and follows the majority of three', async () => {
    const wrong = await SntpServer.start();
    wrong.error = 3_600_000;
    const another = await SntpServer.start();
    const watch = (...servers: SntpServer[]) =>
      new ClockWatch(
        new SteadyClock(instruments),
        instruments,
        servers.map(({ port }) => source(port)),
        { maximumOffset: 1_000, lostAfter: 60_000 },
      );
    const outcomes = await Promise.all([watch(server), watch(wrong), watch(server, wrong), watch(server, wrong, another)].map((one) => one.verify()));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['right', 'wrong', 'no-agreement', 'right']);
    await Promise.all([wrong.stop(), another.stop()]);
  });
});

describe('the setting', () => {
  it.each([
    ['', []],
    ['ntp.example', [{ host: 'ntp.example', port: 123 }]],
    [
      '10.0.0.1:1123, [2001:db8::1]:124,[::1]',
      [
        { host: '10.0.0.1', port: 1123 },
        { host: '2001:db8::1', port: 124 },
        { host: '::1', port: 123 },
      ],
    ],
  ])('%j names servers', (text, servers) => expect(timeConfig.sources.parse(text)).toEqual(servers));

  it.each(['ntp.example:', ':123', 'a b', 'ntp.example:0', 'ntp.example:65536', '2001:db8::1', 'one,,two', Array(11).fill('a').join()])(
    '%j is refused',
    (text) => expect(() => timeConfig.sources.parse(text)).toThrow(),
  );
});
