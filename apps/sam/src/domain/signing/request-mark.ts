import { editionOf } from '../activation/editions.js';
import type { SadClaims } from './sad-claims.js';

/** What an attempt is known again by: the digest of its request, behind the edition of its SAD where that is not the first one. */
export function requestMark(claims: Pick<SadClaims, 'edition'>, digest: string): string {
  const edition = editionOf(claims);
  return edition === 1 ? digest : `${edition}.${digest}`;
}

/** The edition of the SAD an attempt was made with. */
export function markedEdition(mark: string): number {
  const [edition, digest] = mark.split('.');
  return digest === undefined ? 1 : Number(edition);
}
