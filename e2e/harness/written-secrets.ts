/** The ways in which a secret comes to be written: as it is, and as headers, forms and dumps write it. */
export function waysToWrite(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const ways = [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...new Set(ways)];
}

/** A text that somebody may read who must not know the secrets. */
export interface Told {
  readonly name: string;
  readonly text: string;
}

interface Sought {
  readonly secret: string;
  readonly bytes: Buffer;
}

/** Where a secret of four characters or more stands, in whatever way; of the secret only its beginning is said. Each text is read once, however many are sought. */
export function secretsIn(told: readonly Told[], secrets: readonly string[]): string[] {
  const sought = secrets.flatMap((secret) => waysToWrite(secret).map((way): Sought => ({ secret, bytes: Buffer.from(way) })));
  const byStart = Map.groupBy(sought, ({ bytes }) => bytes.readInt32BE(0));
  const found = new Set<string>();
  for (const { name, text } of told) {
    const read = Buffer.from(text);
    let start = 0;
    for (let end = 0; end < read.length; end += 1) {
      start = (start << 8) | (read[end] ?? 0);
      for (const { secret, bytes } of byStart.get(start) ?? []) {
        const from = end - 3;
        if (from >= 0 && read.subarray(from, from + bytes.length).equals(bytes)) found.add(`${name}: ${secret.slice(0, 6)}…`);
      }
    }
  }
  return [...found];
}
