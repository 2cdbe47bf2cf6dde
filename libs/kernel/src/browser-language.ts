/** Languages of the pages. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** The first language asked for that there is: `lang` as CSC clients send it (RFC 5646), then the browser's list (RFC 9110 12.5.4), then English. */
export function chooseLanguage(lang: unknown, acceptLanguage: string | undefined): Language {
  const asked = [typeof lang === 'string' ? lang : '', ...preferences(acceptLanguage ?? '')];
  const found = asked.map(primary).find((one) => languages.some((language) => language === one));
  return languages.find((language) => language === found) ?? 'en';
}

function preferences(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', quality = ''] = part.split(';q=');
      return { tag: tag.trim(), quality: quality === '' ? 1 : Number(quality) };
    })
    .filter((one) => one.quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map((one) => one.tag);
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}
