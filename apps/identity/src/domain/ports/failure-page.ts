/** What went wrong before there was a client to send the browser back to. */
export interface Failure {
  readonly error: string;
  readonly description: string | undefined;
  readonly acceptLanguage: string;
}

/** A page for a person whose request led nowhere. */
export abstract class FailurePage {
  abstract render(failure: Failure): { readonly html: string; readonly headers: Readonly<Record<string, string>> };
}
