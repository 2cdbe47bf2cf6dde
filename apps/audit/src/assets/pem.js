// Certificates as files: PEM (RFC 7468) or DER.
import { fromBase64, toBase64 } from './bytes.js';

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Certificates as PEM, one after the other. */
export function toPem(certificates) {
  return certificates
    .map(
      ({ der }) =>
        `-----BEGIN CERTIFICATE-----\n${toBase64(der)
          .match(/.{1,64}/g)
          .join('\n')}\n-----END CERTIFICATE-----\n`,
    )
    .join('');
}

/** DER of each certificate in a PEM file, whatever stands around them; a file without any is taken for DER itself. */
export function certificatesIn(file) {
  const blocks = [...new TextDecoder().decode(file).matchAll(BLOCK)].map(([, text]) => fromBase64(text.replaceAll(/\s/g, '')));
  return blocks.length > 0 ? blocks : [file];
}
