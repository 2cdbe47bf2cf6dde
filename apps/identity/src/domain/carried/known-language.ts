import { languages, type Language } from '@paraph/kernel';

/** The language that a tag such as `fr-CA` asks for, if it is one of ours (RFC 5646). */
export function knownLanguage(tag: unknown): Language | undefined {
  const primary = typeof tag === 'string' ? tag.toLowerCase().split('-')[0] : undefined;
  return languages.find((one) => one === primary);
}
