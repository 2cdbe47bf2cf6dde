/** The languages in which the verifier speaks. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** A text in each of them. One that lacks a language does not compile. */
export type Words = Readonly<Record<Language, string>>;

/** The same in English and in French. */
export const words = (en: string, fr: string): Words => ({ en, fr });

/** What is the same in every language: names, numbers, what somebody else wrote. */
export const asIs = (text: string): Words => ({ en: text, fr: text });

/** Several things one after the other, with commas between. */
export const listed = (...parts: readonly Words[]): Words => ({ en: parts.map(({ en }) => en).join(', '), fr: parts.map(({ fr }) => fr).join(', ') });
