import type { PdfDictionary } from './pdf-value.js';

/** Where an object is found (ISO 32000-1 sections 7.5.4 and 7.5.8.3). */
export type Location =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly stream: number };

/** One section of the chain: its entries, its trailer, and for a stream the object it is. */
export interface CrossReferenceSection {
  readonly form: 'table' | 'stream';
  readonly locations: ReadonlyMap<number, Location>;
  readonly trailer: PdfDictionary;
  readonly ownNumber?: number;
}

/** The whole chain seen from its newest end. */
export interface CrossReferences {
  /** The form of the newest section, which the next one must share. */
  readonly form: 'table' | 'stream';
  readonly startOffset: number;
  readonly trailer: PdfDictionary;
  readonly locations: ReadonlyMap<number, Location>;
  readonly nextNumber: number;
}
