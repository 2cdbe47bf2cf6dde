/** One file of the page as a browser receives it. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string;
}

/** The closed set of files that make up the page. */
export abstract class Page {
  /** The file of this name, or `undefined`; there is no other way to a file. */
  abstract file(name: string): PageFile | undefined;
}
