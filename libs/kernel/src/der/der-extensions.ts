import { DerFields, NotDer, TAG, type DerElement } from './der-reader.js';
import { booleanOf, oidOf } from './der-values.js';

/** One extension (RFC 5280 section 4.2). */
export interface DerExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** What its OCTET STRING holds. */
  readonly value: Uint8Array;
}

/** Extensions, each at most once. @param content of the SEQUENCE that holds them @throws NotDer */
export function extensionsOf(content: Uint8Array): readonly DerExtension[] {
  const extensions = new DerFields(content).all(TAG.sequence).map(extensionOf);
  if (new Set(extensions.map(({ oid }) => oid)).size !== extensions.length) throw new NotDer('an extension stands twice');
  return extensions;
}

/** @throws NotDer */
export function extensionOf({ content }: DerElement): DerExtension {
  const fields = new DerFields(content);
  const oid = oidOf(fields.take(TAG.oid));
  const critical = fields.takeIf(TAG.boolean);
  const value = fields.take(TAG.octetString).content;
  fields.end();
  return { oid, critical: critical !== undefined && booleanOf(critical), value };
}
