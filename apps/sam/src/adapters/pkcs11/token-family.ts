import { ServiceError } from '@paraph/contracts';

/** What one kind of token does in its own way. */
export interface TokenFamily {
  /** Stands in every wrapped key. */
  readonly name: string;
  /** AES key wrap with padding (RFC 5649). The number 0x210A is this on SoftHSM and another wrap on NSS. */
  readonly keyWrap: number;
}

/** By the manufacturer in the token's own description. */
const families: ReadonlyMap<string, TokenFamily> = new Map([['SoftHSM project', { name: 'softhsm', keyWrap: 0x210a }]]);

/** @throws `hsm.refused` for a kind of token whose key wrap nobody has tried */
export function tokenFamily(manufacturer: string): TokenFamily {
  const family = families.get(manufacturer.trimEnd());
  if (family === undefined) throw new ServiceError('hsm.refused', 'this kind of token is not known to keep wrapped keys safe');
  return family;
}
