import { array, dictionary, name, number, type PdfDictionary } from './pdf-value.js';
import { encodeDate, encodeTextString } from './text-string.js';

/** What a signature dictionary says about the act beside the CMS. */
export interface SignatureStatement {
  readonly signedAt: Date;
  readonly name?: string;
  readonly reason?: string;
  readonly location?: string;
}

const width = 10;
const vacant = { kind: 'number', source: '0'.repeat(width) } as const;

/** A byte range before its numbers are known, in exactly the characters that `writeValue` gives it. */
export const vacantByteRange = `[0 ${Array.from({ length: 3 }, () => vacant.source).join(' ')}]`;

/** The longest file whose offsets fit the place kept for them. */
export const maximumFileBytes = 10 ** width - 1;

/**
 * A PAdES signature dictionary (EN 319 142-1 clause 6.3) with its byte range and contents still vacant. Both come before
 * any text of the request, so that looking for them cannot find a look-alike.
 */
export function signatureDictionary(statement: SignatureStatement, contentsBytes: number): PdfDictionary {
  const text = (value: string | undefined) => (value === undefined ? undefined : encodeTextString(value));
  return dictionary({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    ByteRange: array(number(0), vacant, vacant, vacant),
    Contents: { kind: 'string', source: `<${'00'.repeat(contentsBytes)}>` },
    M: encodeDate(statement.signedAt),
    Name: text(statement.name),
    Reason: text(statement.reason),
    Location: text(statement.location),
  });
}
