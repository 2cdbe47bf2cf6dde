/** One file of the page as a browser receives it. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string;
}

/** The closed set of files that make up the page, by their path below the origin, without the first slash. */
export abstract class Page {
  /** The file of this path, or `undefined`; there is no other way to a file. */
  abstract file(path: string): PageFile | undefined;

  /** SHA-256 over the list of all files and the headers they are sent with, hexadecimal: what an operator publishes. */
  abstract readonly digest: string;
}
