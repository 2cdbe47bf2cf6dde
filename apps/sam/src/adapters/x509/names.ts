import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';
import type { DistinguishedName, NameAttribute } from '../../domain/x509/distinguished-name.js';

const oids: Readonly<Record<NameAttribute, string>> = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  organizationIdentifier: '2.5.4.97',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  givenName: '2.5.4.42',
  serialNumber: '2.5.4.5',
};

/** Attributes that X.520 allows as PrintableString only; all others are UTF-8 (RFC 5280 section 4.1.2.4). */
const printable: ReadonlySet<NameAttribute> = new Set(['C', 'serialNumber']);

/** The name as ASN.1, one attribute for each relative name. */
export function asn1Name(name: DistinguishedName): Name {
  return new Name(
    name.map(({ attribute, value }) => {
      const encoded = printable.has(attribute) ? { printableString: value } : { utf8String: value };
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type: oids[attribute], value: new AttributeValue(encoded) })]);
    }),
  );
}

/** Any name as text, most specific first (RFC 4514); attributes without a short name as dotted OIDs. */
export function readName(name: Name): { readonly attribute: string; readonly value: string }[] {
  return [...name].flatMap((relative) => [...relative].map(({ type, value }) => ({ attribute: attributeName(type), value: value.toString() })));
}

/** The short name of an attribute, its dotted identifier where there is none. */
export function attributeName(oid: string): string {
  return shortNames.get(oid) ?? oid;
}

const shortNames = new Map(Object.entries(oids).map(([short, oid]) => [oid, short]));
