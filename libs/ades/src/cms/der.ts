import forge from 'node-forge';

const { asn1 } = forge;

/** A node of an ASN.1 tree. */
export type Der = forge.asn1.Asn1;

/** Bytes as the binary string that node-forge works on. */
export function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The DER encoding of a tree. */
export function encode(node: Der): Uint8Array {
  return Buffer.from(asn1.toDer(node).getBytes(), 'latin1');
}

/** Reads one DER value and insists that nothing follows it. */
export function decode(bytes: Uint8Array): Der {
  return asn1.fromDer(binary(bytes), true);
}

/** Whether a value bears a type of ASN.1 itself and not a tag of its context. */
export function isUniversal(node: Der): boolean {
  return node.tagClass === asn1.Class.UNIVERSAL;
}

export function sequence(...children: Der[]): Der {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, children);
}

/** A SET OF; DER wants its elements in ascending order of their encodings (X.690 section 11.6). */
export function setOf(...children: Der[]): Der {
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SET, true, inOrder(children));
}

/** `[0] IMPLICIT SET OF`: the same elements in the same order, under another tag. */
export function implicitSetOf(...children: Der[]): Der {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, asn1.Type.NONE, true, inOrder(children));
}

/** `[0] EXPLICIT`. */
export function explicit(child: Der): Der {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, asn1.Type.NONE, true, [child]);
}

export function oid(dotted: string): Der {
  return primitive(asn1.Type.OID, asn1.oidToDer(dotted).getBytes());
}

export function octetString(bytes: Uint8Array): Der {
  return primitive(asn1.Type.OCTETSTRING, binary(bytes));
}

export function smallInteger(value: number): Der {
  return primitive(asn1.Type.INTEGER, asn1.integerToDer(value).getBytes());
}

export function nothing(): Der {
  return primitive(asn1.Type.NULL, '');
}

/** A CMS `Time`: UTCTime through 2049, GeneralizedTime after (RFC 5652 section 11.3). */
export function time(instant: Date): Der {
  return instant.getUTCFullYear() < 2050
    ? primitive(asn1.Type.UTCTIME, asn1.dateToUtcTime(instant))
    : primitive(asn1.Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(instant));
}

function primitive(type: forge.asn1.Type, value: string): Der {
  return asn1.create(asn1.Class.UNIVERSAL, type, false, value);
}

function inOrder(children: Der[]): Der[] {
  return children
    .map((child) => ({ child, encoding: encode(child) }))
    .sort((a, b) => Buffer.compare(a.encoding, b.encoding))
    .map(({ child }) => child);
}
