const encoder = new TextEncoder();

/**
 * The bytes a MAC covers: the fields as one JSON array, so that no two different lists of fields give the same bytes.
 * The first field names what the MAC is about, beside the purpose the token mixes in.
 */
export function macInput(...fields: readonly (string | number)[]): Uint8Array {
  return encoder.encode(JSON.stringify(fields));
}
