import { Secret } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Whether a host is this machine's own loopback. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** https, or http on this machine; what one signs in with lies in files. */
export const authorityUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const isBare = url !== null && url.username === '' && url.password === '' && url.hash === '';
  if (isBare && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) return url;
  context.addIssue('expected an https address, or an http one on this machine, with no name or password in it');
  return z.NEVER;
});

/** The path of a text file; the value is its content. */
export const fileText = z.string().transform((path, context) => {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.trim() !== '') return text;
    context.addIssue(`the file ${path} is empty`);
  } catch {
    context.addIssue(`cannot read the file ${path}`);
  }
  return z.NEVER;
});

/** The path of a file with a secret; the value does not print itself, and neither does the path: it could be the secret, written where it has no business. */
export const secretText = z.string().transform((path, context) => {
  const read = fileText.safeParse(path);
  if (read.success) return new Secret(read.data.trim());
  context.addIssue('expected the path of a file with the secret in it, that can be read and is not empty');
  return z.NEVER;
});

/** PEM certificates, in the text itself or in the files it names; the value is DER. */
export const certificates = z
  .array(z.string())
  .min(1)
  .transform((texts, context) => {
    const found: Uint8Array[] = [];
    for (const [index, text] of texts.entries()) {
      const pem = text.includes('-----BEGIN ') ? { success: true as const, data: text } : fileText.safeParse(text);
      const blocks = pem.success ? (pem.data.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []) : [];
      if (blocks.length === 0) context.addIssue(`${index}: expected PEM certificates, or the path of a file with some`);
      for (const block of blocks) {
        try {
          found.push(new Uint8Array(new X509Certificate(block).raw));
        } catch {
          context.addIssue('one of the PEM blocks is no certificate');
        }
      }
    }
    return found;
  });

/** PEM text of certificates as TLS takes it. */
const tlsAnchors = certificates.transform((ders) => ders.map((der) => new X509Certificate(der).toString()));

/**
 * How the server of an authority is reached: every driver that speaks HTTP has a member `connection` of this shape, and `driver.ts` makes its
 * `AuthorityHttp` from it.
 */
export const connectionSettings = z
  .strictObject({
    url: authorityUrl,
    /** What its TLS certificate has to lead to; without it, the anchors that Node brings. */
    anchors: tlsAnchors.optional(),
    /** The name its certificate has to be for, where the address has another. */
    serverName: z
      .string()
      .regex(/^[a-z0-9.-]{1,253}$/)
      .optional(),
    /** Of ours, for mutual TLS, in files; with intermediates. */
    clientCertificate: fileText.optional(),
    clientKey: secretText.optional(),
    /** HTTP Basic. */
    login: z.strictObject({ user: z.string().regex(/^[^:]{1,254}$/, 'expected 1 to 254 characters and no colon'), password: secretText }).optional(),
  })
  .refine(({ clientCertificate, clientKey }) => (clientCertificate === undefined) === (clientKey === undefined), 'clientCertificate and clientKey go together');

export type ConnectionSettings = z.output<typeof connectionSettings>;
