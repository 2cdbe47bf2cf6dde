/** Languages the service speaks, the first one where nothing fits. */
const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** The language to answer in: the range is cut from its end until a language fits (RFC 4647 section 3.4). */
export function chooseLanguage(range: string | undefined): Language {
  const parts = (range ?? '').toLowerCase().split('-');
  for (let length = parts.length; length > 0; length -= 1) {
    const found = languages.find((one) => one === parts.slice(0, length).join('-'));
    if (found) return found;
  }
  return languages[0];
}
