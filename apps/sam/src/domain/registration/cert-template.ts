import { context, DerFields, NotDer, plainContext } from '@paraph/kernel';

/** The fields of a CertTemplate by their number (RFC 4211 section 5), each as its content. */
export type CertTemplate = ReadonlyMap<number, Uint8Array>;

export const TEMPLATE = { serialNumber: 1, issuer: 3, validity: 4, subject: 5, publicKey: 6, extensions: 9 } as const;

/** Values stand plain, structures hold others; a name is a CHOICE and therefore in an element of its own. */
const tags: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ([0, 1, 7, 8].includes(number) ? plainContext(number) : context(number)));

/** Reads a CertTemplate that has no field but these. @throws NotDer */
export function readTemplate(content: Uint8Array, allowed: readonly number[]): CertTemplate {
  const fields = new DerFields(content);
  const template = new Map<number, Uint8Array>();
  tags.forEach((tag, number) => {
    const field = fields.takeIf(tag);
    if (!field) return;
    if (!allowed.includes(number)) throw new NotDer('a template that asks for more than it may');
    template.set(number, field.content);
  });
  fields.end();
  return template;
}
