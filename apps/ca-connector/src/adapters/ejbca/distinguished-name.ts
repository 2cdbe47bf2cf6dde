import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, type Name } from '@peculiar/asn1-x509';

/** Attributes by the short names that EJBCA knows them by. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SURNAME',
  '2.5.4.5': 'SN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '2.5.4.42': 'GIVENNAME',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
};

/**
 * The issuer of a certificate as text, in the order of RFC 4514 (last first). EJBCA puts the parts into its own order before it compares; for names with
 * attributes it writes otherwise there is a setting.
 */
export function issuerText(certificate: Uint8Array): string {
  return text(AsnConvert.parse(certificate, Certificate).tbsCertificate.issuer);
}

/** The subject, likewise. */
export function subjectText(certificate: Uint8Array): string {
  return text(AsnConvert.parse(certificate, Certificate).tbsCertificate.subject);
}

/** Whether two names consist of the same parts: their order in text says nothing. */
export function isSameName(one: string, other: string): boolean {
  const [parts, others] = [one, other].map((name) =>
    (name.match(/(?:\\.|[^,\\])+/g) ?? []).map((part) => part.trim().replace(/^[^=]+/, (type) => type.toUpperCase())).sort(),
  );
  return parts?.join(',') === others?.join(',');
}

function text(name: Name): string {
  const parts = name.map((together) => together.map(({ type, value }) => `${shortNames[type] ?? type}=${escaped(value.toString())}`).join('+'));
  return parts.reverse().join(',');
}

/** RFC 4514 section 2.4. */
function escaped(value: string): string {
  return value.replace(/[\\",+<>;]/g, '\\$&').replace(/^[ #]| $/g, '\\$&');
}
