// Certificates (RFC 5280) as an auditor reads them: from their bytes, in this browser.
import { toHex } from './bytes.js';
import { children, contentOf, element, wholeOf } from './der.js';
import { dotted, nameOf } from './names.js';

const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const UTC_TIME = 23;
const ADDRESS = 0x86;
const KEY_USAGE = '551d0f';
const BASIC_CONSTRAINTS = '551d13';
const REVOCATION_LISTS = '551d1f';
const AUTHORITY_ACCESS = '2b06010505070101';
const OCSP = '2b06010505073001';

/** Bits of the extension, the first one first (RFC 5280 section 4.2.1.3). */
const USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];
const RSA = '2a864886f70d010101';
/** Kinds of keys that have no size of their own, and curves, by their identifiers. */
const KINDS = { '2a8648ce3d030107': 'P-256', '2b81040022': 'P-384', '2b81040023': 'P-521', '2b6570': 'Ed25519', '2b6571': 'Ed448' };

/** A certificate from its DER. @throws RangeError for what is none */
export function readCertificate(der) {
  const whole = element(der, 0);
  const [signed, algorithm, signature] = children(der, whole);
  if (whole.to !== der.length || signature === undefined) throw new RangeError('no certificate');
  const parts = children(der, signed);
  // The version stands first, and only where it is not 1.
  const [serial, , issuer, validity, subject, key] = parts[0]?.tag === VERSION ? parts.slice(1) : parts;
  const [from, until] = children(der, validity).map((one) => momentOf(der, one));
  const extensions = extensionsOf(der, parts);
  return {
    der,
    serial: toHex(contentOf(der, serial)).replace(/^00(?=..)/, ''),
    subject: nameOf(der, subject),
    issuer: nameOf(der, issuer),
    subjectName: wholeOf(der, subject),
    issuerName: wholeOf(der, issuer),
    from,
    until,
    key: { spki: wholeOf(der, key), kind: kindOf(der, key) },
    usages: usagesOf(extensions.get(KEY_USAGE)),
    isAuthority: isAuthority(extensions.get(BASIC_CONSTRAINTS)),
    revocationLists: addressesIn(extensions.get(REVOCATION_LISTS)),
    responders: respondersOf(extensions.get(AUTHORITY_ACCESS)),
    signed: wholeOf(der, signed),
    algorithm: wholeOf(der, algorithm),
    // The first byte of a bit string counts the bits at its end that do not count.
    signature: contentOf(der, signature).subarray(1),
  };
}

/** UTCTime means the years 1950 to 2049; later ones are GeneralizedTime (RFC 5280 section 4.1.2.5). */
function momentOf(der, one) {
  const text = String.fromCharCode(...contentOf(der, one));
  const whole = one.tag === UTC_TIME ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [, ...numbers] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(whole) ?? [];
  const [year, month, ...rest] = numbers.map(Number);
  if (year === undefined) throw new RangeError('no moment');
  return new Date(Date.UTC(year, month - 1, ...rest));
}

/** The content of each extension, by its identifier. */
function extensionsOf(der, parts) {
  const list = parts.find(({ tag }) => tag === EXTENSIONS);
  if (list === undefined) return new Map();
  const [all] = children(der, list);
  return new Map(
    children(der, all).map((extension) => {
      const [type, ...rest] = children(der, extension);
      return [toHex(contentOf(der, type)), contentOf(der, rest.at(-1))];
    }),
  );
}

/** Undefined where the certificate does not restrict what its key is for. */
function usagesOf(content) {
  if (content === undefined) return undefined;
  const bits = contentOf(content, element(content, 0)).subarray(1);
  return USAGES.filter((_, place) => ((bits[place >> 3] ?? 0) & (0x80 >> (place & 7))) !== 0);
}

function isAuthority(content) {
  if (content === undefined) return false;
  const [first] = children(content, element(content, 0));
  return first?.tag === 1 && content[first.from] !== 0;
}

function respondersOf(content) {
  if (content === undefined) return [];
  return children(content, element(content, 0)).flatMap((one) => {
    const [method, place] = children(content, one);
    return toHex(contentOf(content, method)) === OCSP && place.tag === ADDRESS ? [addressOf(content, place)] : [];
  });
}

/** Addresses within an extension, however deep they stand. */
function addressesIn(content) {
  const within = (one) => {
    if (one.tag === ADDRESS) return [addressOf(content, one)];
    return (one.tag & 0x20) === 0 ? [] : children(content, one).flatMap(within);
  };
  return content === undefined ? [] : within(element(content, 0));
}

const addressOf = (content, one) => String.fromCharCode(...contentOf(content, one));

/** What kind of key it is, such as `EC P-256` or `RSA 3072`. */
function kindOf(der, key) {
  const [algorithm, value] = children(der, key);
  const [type, parameters] = children(der, algorithm);
  const name = toHex(contentOf(der, type));
  if (name === RSA) {
    const [modulus] = children(der, element(der, value.from + 1));
    return `RSA ${contentOf(der, modulus).length * 8 - (der[modulus.from] === 0 ? 8 : 0)}`;
  }
  const curve = parameters && KINDS[toHex(contentOf(der, parameters))];
  return curve === undefined ? (KINDS[name] ?? dotted(contentOf(der, type))) : `EC ${curve}`;
}
