/** Seconds from 1900, where NTP counts from, to 1970. */
const EPOCH = 2_208_988_800;
const BYTES = 48;
const VERSION = 4;
const CLIENT = 3;
const SERVER = 4;
/** RFC 5905 section 7.3: the leap indicator of a server that is not synchronised. */
const NOT_SYNCHRONISED = 3;
/** RFC 5905 section 11.2.3: with a greater root distance a server is of no use. Milliseconds. */
const MOST_DISTANCE = 1_500;

/** What a server said of the time; milliseconds, times UTC since 1970. */
export interface SntpAnswer {
  /** When it received the question and when it sent the answer, by its clock. */
  readonly received: number;
  readonly sent: number;
  /** How far its own time may be from the truth. */
  readonly distance: number;
}

/** What became of a packet. `ignored`: it does not belong to our question, or says nothing; the question stays open. */
export type SntpReading =
  { readonly kind: 'answer'; readonly answer: SntpAnswer } | { readonly kind: 'kiss'; readonly code: string } | { readonly kind: 'ignored' };

/** A client's question (RFC 4330 section 5). Its transmit timestamp is random: the answer repeats it, and nobody off the path can guess it. */
export function sntpQuestion(nonce: Uint8Array): Uint8Array {
  const packet = Buffer.alloc(BYTES);
  packet[0] = (VERSION << 3) | CLIENT;
  packet.set(nonce, 40);
  return packet;
}

/** Reads a packet that came back. Whatever is not a proper answer of a synchronised server to this very question is ignored. */
export function readSntp(packet: Buffer, nonce: Uint8Array): SntpReading {
  if (packet.length < BYTES || !packet.subarray(24, 32).equals(nonce)) return { kind: 'ignored' };
  const [first = 0, stratum = 0] = packet;
  const [leap, version, mode] = [first >> 6, (first >> 3) & 7, first & 7];
  if (mode !== SERVER || version !== VERSION) return { kind: 'ignored' };
  // RFC 5905 section 7.4: a stratum of zero is no time but a word, and after some of them the server wants no more questions.
  if (stratum === 0) return { kind: 'kiss', code: packet.toString('latin1', 12, 16).replaceAll(/[^A-Z]/g, '') };
  if (leap === NOT_SYNCHRONISED || stratum > 15) return { kind: 'ignored' };
  const distance = shortAt(packet, 4) / 2 + shortAt(packet, 8);
  if (distance > MOST_DISTANCE || packet.readBigUInt64BE(40) === 0n) return { kind: 'ignored' };
  const [received, sent] = [timestampAt(packet, 32), timestampAt(packet, 40)];
  return received > sent ? { kind: 'ignored' } : { kind: 'answer', answer: { received, sent, distance } };
}

/** Sixteen bits of seconds and sixteen of fraction. */
function shortAt(packet: Buffer, offset: number): number {
  return packet.readUInt32BE(offset) / 65.536;
}

/** RFC 4330 section 3: without its highest bit a timestamp lies after the roll-over of 2036. */
function timestampAt(packet: Buffer, offset: number): number {
  const seconds = packet.readUInt32BE(offset);
  const era = seconds < 2 ** 31 ? 2 ** 32 : 0;
  return (seconds + era - EPOCH) * 1_000 + packet.readUInt32BE(offset + 4) / 4_294_967.296;
}
