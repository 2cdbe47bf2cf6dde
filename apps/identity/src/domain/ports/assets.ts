/** A file that pages refer to, as a browser receives it. */
export interface Asset {
  readonly contentType: string;
  readonly content: string;
}

/** The closed set of files that pages refer to. */
export abstract class Assets {
  /** The file of this name, or `undefined`; there is no other way to a file. */
  abstract file(name: string): Asset | undefined;
}
