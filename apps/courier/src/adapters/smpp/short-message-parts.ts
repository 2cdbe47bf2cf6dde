import smpp from 'smpp';

/** `gsm`: what the GSM alphabet can write goes as it (seven bits a character on the air); `ucs2`: everything goes as UCS-2. */
export type SmsAlphabet = 'gsm' | 'ucs2';

/** One short message as it is submitted. */
export interface ShortMessagePart {
  readonly short_message: Buffer;
  readonly data_coding: number;
  readonly esm_class: number;
}

/** data_coding (SMPP 3.4 section 5.2.19): the message centre's own alphabet, by convention that of GSM, and UCS-2. */
const DEFAULT_ALPHABET = 0x00;
const UCS2 = 0x08;
/** esm_class (section 5.2.12): the message begins with a user data header. */
const WITH_HEADER = 0x40;
/** Escape to the extension table (3GPP 23.038 section 6.2.1): what follows belongs to it. */
const ESCAPE = 0x1b;

/** How much goes into a message alone and into one of several (3GPP 23.040 section 9.2.3.24.1): septets, or octets of UCS-2. */
const room = { gsm: { alone: 160, inParts: 153 }, ucs2: { alone: 140, inParts: 134 } } as const;

/**
 * Writes a text as one short message or as several that a telephone puts together again. No character is torn apart. A text of
 * the contract's length makes sixty at most, and a header could count to 255.
 *
 * @param reference - the same for all parts of this message, another for the next one
 */
export function shortMessageParts(text: string, alphabet: SmsAlphabet, reference: number): readonly ShortMessagePart[] {
  const coding = alphabet === 'gsm' && smpp.encodings.ASCII.match(text) ? 'gsm' : 'ucs2';
  const bytes = coding === 'gsm' ? smpp.encodings.ASCII.encode(text) : smpp.encodings.UCS2.encode(text);
  const data_coding = coding === 'gsm' ? DEFAULT_ALPHABET : UCS2;
  if (bytes.length <= room[coding].alone) return [{ short_message: bytes, data_coding, esm_class: 0 }];
  const pieces = split(bytes, room[coding].inParts, coding === 'gsm' ? endsInEscape : endsInHighSurrogate);
  return pieces.map((piece, index) => {
    // 8-bit reference of a concatenated message (3GPP 23.040 section 9.2.3.24.1), behind the length of all headers.
    const header = Buffer.of(0x05, 0x00, 0x03, reference & 0xff, pieces.length, index + 1);
    return { short_message: Buffer.concat([header, piece]), data_coding, esm_class: WITH_HEADER };
  });
}

function split(bytes: Buffer, size: number, tears: (piece: Buffer) => number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let begin = 0; begin < bytes.length; begin += pieces.at(-1)?.length ?? size) {
    const piece = bytes.subarray(begin, begin + size);
    pieces.push(begin + size < bytes.length ? piece.subarray(0, piece.length - tears(piece)) : piece);
  }
  return pieces;
}

/** Octets at the end that belong to the next piece. */
function endsInEscape(piece: Buffer): number {
  return piece.at(-1) === ESCAPE ? 1 : 0;
}

function endsInHighSurrogate(piece: Buffer): number {
  const last = piece.readUInt16BE(piece.length - 2);
  return last >= 0xd800 && last <= 0xdbff ? 2 : 0;
}
