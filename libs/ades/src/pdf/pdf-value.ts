/**
 * The objects of ISO 32000-1 section 7.3. Numbers and strings keep the characters they were written with, so that an
 * object rewritten in a later revision says exactly what it said before.
 */
export type PdfValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly source: string }
  | { readonly kind: 'string'; readonly source: string }
  | { readonly kind: 'name'; readonly name: string }
  | PdfArray
  | PdfDictionary
  | PdfReference;

export interface PdfArray {
  readonly kind: 'array';
  readonly items: readonly PdfValue[];
}

export interface PdfDictionary {
  readonly kind: 'dictionary';
  readonly entries: ReadonlyMap<string, PdfValue>;
}

export interface PdfReference {
  readonly kind: 'reference';
  readonly number: number;
  readonly generation: number;
}

export function number(value: number): PdfValue {
  return { kind: 'number', source: String(value) };
}

export function name(text: string): PdfValue {
  return { kind: 'name', name: text };
}

export function array(...items: PdfValue[]): PdfArray {
  return { kind: 'array', items };
}

/** A dictionary; entries whose value is undefined are left out. */
export function dictionary(entries: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary {
  const present = Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return { kind: 'dictionary', entries: new Map(present) };
}

/** The same dictionary with some entries set anew. */
export function withEntries(base: PdfDictionary, entries: Readonly<Record<string, PdfValue>>): PdfDictionary {
  return { kind: 'dictionary', entries: new Map([...base.entries, ...Object.entries(entries)]) };
}

export function isDictionary(value: PdfValue | undefined): value is PdfDictionary {
  return value?.kind === 'dictionary';
}

export function isArray(value: PdfValue | undefined): value is PdfArray {
  return value?.kind === 'array';
}

export function isReference(value: PdfValue | undefined): value is PdfReference {
  return value?.kind === 'reference';
}

/** The value as a whole number, or undefined when it is anything else. */
export function integerOf(value: PdfValue | undefined): number | undefined {
  if (value?.kind !== 'number' || !/^[+-]?\d{1,15}$/.test(value.source)) return undefined;
  return Number(value.source);
}

/** The value as a name, or undefined when it is anything else. */
export function nameOf(value: PdfValue | undefined): string | undefined {
  return value?.kind === 'name' ? value.name : undefined;
}
