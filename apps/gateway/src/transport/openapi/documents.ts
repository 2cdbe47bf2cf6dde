import { chooseLanguage, type Language } from '@paraph/kernel';
import type { VersionParts } from '../versions.js';
import { versionParts } from '../versions.js';
import { documentText, openApiDocument } from './document.js';
import { documentationPage } from './page.js';

/** The documents of all versions, each made once. */
export class Documents {
  readonly #made = new Map<string, string>();

  /** @param origin where clients address the service */
  constructor(private readonly origin: string) {}

  /** The OpenAPI document, or `undefined` for a version there is none of. */
  openApi(version: string): string | undefined {
    const parts = partsOf(version);
    return parts && this.once(`${version} json`, () => documentText(openApiDocument(parts, this.origin)));
  }

  /** The page in the first language asked for that there is. */
  page(
    version: string,
    { lang, accepted }: { readonly lang: unknown; readonly accepted: string | undefined },
  ): { readonly html: string; readonly language: Language } | undefined {
    const parts = partsOf(version);
    const language = chooseLanguage(lang, accepted);
    return parts && { language, html: this.once(`${version} ${language}`, () => documentationPage(parts, language)) };
  }

  private once(name: string, make: () => string): string {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }
}

function partsOf(version: string): VersionParts | undefined {
  return versionParts.find(({ dialect }) => dialect.name === version);
}
