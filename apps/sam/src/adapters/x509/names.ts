import { AsnConvert } from '@peculiar/asn1-schema';
import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';
import type { DistinguishedName, NameAttribute } from '../../domain/x509/distinguished-name.js';
import type { NameField } from '../../domain/x509/lint/certificate-fields.js';
import { der, exact } from './bytes.js';
import { remembered, textOf } from './remembered.js';

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

/** The name as DER, one attribute for each relative name. */
export const encodeName = remembered((name: DistinguishedName) => der(asn1Name(name)), JSON.stringify);

function asn1Name(name: DistinguishedName): Name {
  return new Name(
    name.map(({ attribute, value }) => {
      const encoded = printable.has(attribute) ? { printableString: value } : { utf8String: value };
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type: oids[attribute], value: new AttributeValue(encoded) })]);
    }),
  );
}

/** The attributes of any name, in its order; those without a short name as dotted OIDs. Throws on what is no name. */
export const readName = remembered(
  (encoded: Uint8Array): readonly NameField[] =>
    [...AsnConvert.parse(exact(encoded), Name)].flatMap((relative) =>
      [...relative].map(({ type, value }) => ({ attribute: shortNames.get(type) ?? type, value: value.toString(), encoding: encodingOf(value) })),
    ),
  textOf,
);

function encodingOf({ utf8String, printableString, ia5String }: AttributeValue): NameField['encoding'] {
  if (utf8String !== undefined) return 'utf8';
  if (printableString !== undefined) return 'printable';
  return ia5String === undefined ? 'other' : 'ia5';
}

const shortNames = new Map(Object.entries(oids).map(([short, oid]) => [oid, short]));
